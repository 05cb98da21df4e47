import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { TerraformVariable, type TerraformStack } from "cdktf";
import { ContainerImage, type EcrRepositoryAttributes } from "cdktf-ecs-secrets/ecs";
import { TaskExecutionRole } from "cdktf-ecs-secrets/iam";
import { bareStack, policyOf, synth, testStack, type Statement } from "../support/synth";
import { containerOf, taskIn } from "./support/fixtures";

const DIGEST = `sha256:${"0123456789abcdef".repeat(4)}`;
const PULL = ["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"];

function add(stack: TerraformStack, repository: EcrRepositoryAttributes, tag = "1.8"): void {
  const image = ContainerImage.fromEcrRepository(repository, tag);
  taskIn(stack).addContainer("web", { image });
}

/** The only policy of the execution role. */
function pullStatements(stack: TerraformStack): readonly Statement[] {
  const policy = synth(stack).only("aws_iam_role_policy");
  expect(policy["name"]).toBe("pull-images");
  return policyOf(policy["policy"]).Statement;
}

describe("ContainerImage.fromEcrRepository", () => {
  it("is a repository of the stack's account and Region", () => {
    // GIVEN
    const stack = testStack();
    // WHEN
    add(stack, { repositoryName: "orders/web" });
    // THEN
    expect(containerOf(stack)["image"]).toBe(
      "123456789012.dkr.ecr.eu-central-1.amazonaws.com/orders/web:1.8",
    );
  });

  it("lets the execution role pull from exactly this repository; only the token has no resource", () => {
    // GIVEN
    const stack = testStack();
    // WHEN
    add(stack, { repositoryName: "orders/web" });
    // THEN
    expect(pullStatements(stack)).toEqual([
      {
        Effect: "Allow",
        Action: PULL,
        Resource: "arn:aws:ecr:eu-central-1:123456789012:repository/orders/web",
      },
      { Effect: "Allow", Action: "ecr:GetAuthorizationToken", Resource: "*" },
    ]);
    const task = synth(stack).only("aws_ecs_task_definition");
    expect(task["execution_role_arn"]).toMatch(/task_execution-role/);
    expect(task).not.toHaveProperty("task_role_arn");
  });

  it("may be of another account and Region", () => {
    // GIVEN
    const stack = testStack();
    // WHEN
    add(stack, { repositoryName: "base", registryAccount: "210987654321", region: "eu-west-1" });
    // THEN
    expect(containerOf(stack)["image"]).toBe(
      "210987654321.dkr.ecr.eu-west-1.amazonaws.com/base:1.8",
    );
    expect(pullStatements(stack)[0]?.Resource).toBe(
      "arn:aws:ecr:eu-west-1:210987654321:repository/base",
    );
  });

  it("may be a digest", () => {
    const stack = testStack();
    add(stack, { repositoryName: "orders" }, DIGEST);
    expect(containerOf(stack)["image"]).toBe(
      `123456789012.dkr.ecr.eu-central-1.amazonaws.com/orders@${DIGEST}`,
    );
  });

  it("has the host name and the ARN of China there", () => {
    const stack = testStack({ region: "cn-north-1" });
    add(stack, { repositoryName: "orders" });
    expect(containerOf(stack)["image"]).toBe(
      "123456789012.dkr.ecr.cn-north-1.amazonaws.com.cn/orders:1.8",
    );
    expect(pullStatements(stack)[0]?.Resource).toBe(
      "arn:aws-cn:ecr:cn-north-1:123456789012:repository/orders",
    );
  });

  it("names several repositories in one statement, sorted", () => {
    // GIVEN
    const stack = testStack();
    const executionRole = new TaskExecutionRole(stack, "role");
    const task = taskIn(stack, { executionRole });
    // WHEN
    for (const repositoryName of ["b", "a"].map((name) => `orders/${name}`)) {
      const image = ContainerImage.fromEcrRepository({ repositoryName }, "1");
      task.addContainer(repositoryName.replace("/", "-"), { image });
    }
    // THEN
    const arn = "arn:aws:ecr:eu-central-1:123456789012:repository/orders";
    expect(pullStatements(stack).map(({ Resource }) => Resource)).toEqual([
      [`${arn}/a`, `${arn}/b`],
      "*",
    ]);
  });

  it("may be what only Terraform knows, which is taken for a tag", () => {
    // GIVEN
    const stack = testStack();
    const name = new TerraformVariable(stack, "name", { type: "string" }).stringValue;
    const tag = new TerraformVariable(stack, "tag", { type: "string" }).stringValue;
    // WHEN
    add(stack, { repositoryName: name }, tag);
    // THEN
    expect(containerOf(stack)["image"]).toMatch(/^\$\{local\.[\w-]+\}$/);
    const expression = String(Object.values(synth(stack).locals)[0]);
    expect(expression).toContain(
      'join("", ["123456789012.dkr.ecr.eu-central-1.amazonaws.com/", var.name, ":", var.tag])',
    );
  });

  it("asks the provider where no target is declared", () => {
    // GIVEN
    const stack = bareStack();
    new AwsProvider(stack, "aws", { region: "eu-central-1" });
    // WHEN
    add(stack, { repositoryName: "orders" });
    // THEN
    const expression = Object.values(synth(stack).locals).join();
    for (const source of ["caller_identity", "aws_region", "aws_partition"]) {
      expect(expression).toContain(source);
    }
  });

  it.each<[string, EcrRepositoryAttributes, string, string]>([
    [
      "a repository's name",
      { repositoryName: "Orders" },
      "1.8",
      '`image.repositoryName` must be 2 to 256 of `a-z`, `0-9`, `.`, `_`, `-` and `/`, with a letter or digit before and behind each of the signs, got "Orders". Give the name alone, such as orders/web; account and Region have props of their own. [ecr-repository-name]',
    ],
    [
      "an account",
      { repositoryName: "orders", registryAccount: "1234" },
      "1.8",
      '`image.registryAccount` must be the twelve digits of an AWS account, got "1234". Leave it out for the stack\'s own account. [ecr-registry-account]',
    ],
    [
      "a tag",
      { repositoryName: "orders" },
      ":1.8",
      '`image.tagOrDigest` must be a tag, or `sha256:` with 64 hexadecimal digits, got ":1.8". Write it like 1.8, without `:` or `@` before it. [ecr-tag-or-digest]',
    ],
  ])("refuses %s", (_what, repository, tag, message) => {
    expect(() => add(testStack(), repository, tag)).toThrow(new Error(`test/task/web: ${message}`));
  });
});
