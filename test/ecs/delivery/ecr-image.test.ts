import { DataAwsEcrImage } from "@cdktf/provider-aws/lib/data-aws-ecr-image";
import { DataAwsSagemakerPrebuiltEcrImage } from "@cdktf/provider-aws/lib/data-aws-sagemaker-prebuilt-ecr-image";
import { EcrRepository } from "@cdktf/provider-aws/lib/ecr-repository";
import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { Fn, Lazy, TerraformLocal, TerraformVariable, type TerraformStack } from "cdktf";
import {
  ContainerImage,
  TaskDefinition,
  type EcrRepositoryAttributes,
} from "cdktf-ecs-secrets/ecs";
import { TaskExecutionRole } from "cdktf-ecs-secrets/iam";
import {
  bareStack,
  plainName,
  policyOf,
  type Statement,
  synth,
  testStack,
} from "../../support/synth";
import { containerOf, taskIn } from "../support/fixtures";

const DIGEST = `sha256:${"0123456789abcdef".repeat(4)}`;
const PULL = ["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"];

function addEcr(stack: TerraformStack, repository: EcrRepositoryAttributes, tag = "1.8"): void {
  const image = ContainerImage.fromEcrRepository(repository, tag);
  taskIn(stack).addContainer("web", { image });
}

/** The only policy of the execution role. */
function pullStatements(stack: TerraformStack): readonly Statement[] {
  const policy = synth(stack).only("aws_iam_role_policy");
  expect(plainName(policy["name_prefix"])).toBe("pull-images");
  return policyOf(policy["policy"]).Statement;
}

describe("ContainerImage.fromEcrRepository", () => {
  it("is a repository of the stack's account and Region", () => {
    const stack = testStack();
    addEcr(stack, { repositoryName: "orders/web" });
    // THEN
    expect(containerOf(stack)["image"]).toBe(
      "123456789012.dkr.ecr.eu-central-1.amazonaws.com/orders/web:1.8",
    );
  });

  it("lets the execution role pull from exactly this repository; only the token has no resource", () => {
    const stack = testStack();
    addEcr(stack, { repositoryName: "orders/web" });
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
    addEcr(stack, { repositoryName: "base", registryAccount: "210987654321", region: "eu-west-1" });
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
    addEcr(stack, { repositoryName: "orders" }, DIGEST);
    expect(containerOf(stack)["image"]).toBe(
      `123456789012.dkr.ecr.eu-central-1.amazonaws.com/orders@${DIGEST}`,
    );
  });

  it("has the host name and the ARN of China there", () => {
    const stack = testStack({ region: "cn-north-1" });
    addEcr(stack, { repositoryName: "orders" });
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
    addEcr(stack, { repositoryName: name }, tag);
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
    addEcr(stack, { repositoryName: "orders" });
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
      '`image.repositoryName` must be 2 to 256 of `a-z` and `0-9`, with `/`, `.`, `_`, `__` or hyphens between them, got "Orders". Give the name alone, such as orders/web; account and Region have props of their own. [ecr-repository-name]',
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
    expect(() => addEcr(testStack(), repository, tag)).toThrow(
      new Error(`test/task/web: ${message}`),
    );
  });
});

describe("the names of repositories", () => {
  it.each(["web", "orders/web", "a.b", "a_b", "a__b", "a-b", "a--b", "a---b/c__d.e"])(
    "may be %s",
    (repositoryName) => {
      const stack = testStack();
      addEcr(stack, { repositoryName });
      expect(pullStatements(stack)[0]?.Resource).toMatch(`repository/${repositoryName}`);
    },
  );

  it.each(["a___b", "a..b", "a._b", "-a", "a-", "a//b", "a/", "a_-b"])(
    "may not be %s",
    (repositoryName) => {
      expect(() => addEcr(testStack(), { repositoryName })).toThrow("[ecr-repository-name]");
    },
  );
});

const REGISTRY = "210987654321.dkr.ecr.eu-west-1.amazonaws.com";
const PULLED = {
  Effect: "Allow",
  Action: PULL,
  Resource: "arn:aws:ecr:eu-west-1:210987654321:repository/orders/web",
};
const LOGIN = { Effect: "Allow", Action: "ecr:GetAuthorizationToken", Resource: "*" };

describe("an image of ECR by its URL", () => {
  it.each([":1.8", `@${DIGEST}`, ""])("is recognized and granted as a literal, with %j", (end) => {
    // GIVEN
    const stack = testStack();
    const name = `${REGISTRY}/orders/web${end}`;
    // WHEN
    taskIn(stack).addContainer("web", { image: ContainerImage.fromRegistry(name) });
    // THEN
    expect(containerOf(stack)["image"]).toBe(name);
    expect(pullStatements(stack)).toEqual([PULLED, LOGIN]);
  });

  it("is refused with the end of another partition's host names", () => {
    const host = "123456789012.dkr.ecr.eu-west-1.amazonaws.com.cn";
    const stack = testStack();
    const tag = new TerraformVariable(stack, "tag", { type: "string" }).stringValue;
    const task = taskIn(stack);
    const images = [
      ContainerImage.fromRegistry(`${host}/orders/web:${tag}`),
      ContainerImage.fromEcrRepositoryUrl(`${host}/orders/web`, { tag: "1" }),
    ];
    for (const [index, image] of images.entries()) {
      expect(() => task.addContainer(`web${index}`, { image })).toThrow(
        "got amazonaws.com.cn in eu-west-1, whose hosts end in amazonaws.com. Use ContainerImage.fromEcrRepository(), which writes it. [ecr-host]",
      );
    }
  });

  it("is recognized where only the tag is known to Terraform alone", () => {
    const stack = testStack();
    const tag = new TerraformVariable(stack, "tag", { type: "string" }).stringValue;
    const image = ContainerImage.fromRegistry(`${REGISTRY}/orders/web:${tag}`);
    taskIn(stack).addContainer("web", { image });
    expect(pullStatements(stack)).toEqual([PULLED, LOGIN]);
  });

  it("is taken apart by Terraform where the rest of it is known to Terraform alone", () => {
    const stack = testStack();
    const rest = new TerraformVariable(stack, "rest", { type: "string" }).stringValue;
    const image = ContainerImage.fromRegistry(`${REGISTRY}/${rest}`);
    taskIn(stack).addContainer("web", { image });
    const resource = String(pullStatements(stack)[0]?.Resource);
    expect(resource).toMatch(/^arn:aws:ecr:\$\{element\(local\.[\w-]+, 1\)\}:/);
    expect(Object.values(synth(stack).locals).join("\n")).toContain(`"${REGISTRY}/", var.rest`);
  });

  it("may be named as such, as a literal", () => {
    const stack = testStack();
    const image = ContainerImage.fromEcrRepositoryUrl(`${REGISTRY}/orders/web`, { tag: "1.8" });
    taskIn(stack).addContainer("web", { image });
    expect(containerOf(stack)["image"]).toBe(`${REGISTRY}/orders/web:1.8`);
    expect(pullStatements(stack)).toEqual([PULLED, LOGIN]);
  });

  it("may be a repository of the stack, whose ARN Terraform takes from the URL", () => {
    // GIVEN
    const stack = testStack();
    const repository = new EcrRepository(stack, "repository", { name: "orders/web" });
    // WHEN
    const image = ContainerImage.fromEcrRepositoryUrl(repository.repositoryUrl, { tag: "1.8" });
    taskIn(stack).addContainer("web", { image });
    // THEN
    const [pulled, login] = pullStatements(stack);
    expect(login).toEqual(LOGIN);
    const local = Object.keys(synth(stack).locals).find((name) => name.includes("repository"));
    const part = (index: number): string => `\${element(local.${local}, ${index})}`;
    expect(pulled).toEqual({
      Effect: "Allow",
      Action: PULL,
      Resource: `arn:aws:ecr:${part(1)}:${part(0)}:repository/${part(2)}`,
    });
    const expression = String(synth(stack).locals[local ?? ""]);
    expect(expression).toContain("aws_ecr_repository.repository.repository_url");
    const pattern = /^\$\{regex\("([^"]*)", /.exec(expression)?.[1] ?? "";
    for (const host of [REGISTRY, "210987654321.dkr-ecr.eu-west-1.on.aws"]) {
      expect(new RegExp(pattern).exec(`${host}/orders/web`)?.slice(1)).toEqual([
        "210987654321",
        "eu-west-1",
        "orders/web",
      ]);
    }
  });

  it("is refused as any image where its reference tells, by the named way", () => {
    const stack = testStack();
    const { repositoryUrl } = new EcrRepository(stack, "repository", { name: "orders/web" });
    for (const name of [`${repositoryUrl}:1.8`, Fn.join(":", [repositoryUrl, "1.8"])]) {
      const image = ContainerImage.fromRegistry(name);
      const task = new TaskDefinition(stack, `task-${name.length}`, { cpu: 256, memoryMiB: 512 });
      expect(() => task.addContainer("web", { image })).toThrow(
        "`image` must say that it is of Amazon ECR where only Terraform knows the repository's URL, got " +
          '"aws_ecr_repository.repository.repository_url". Use ContainerImage.fromEcrRepositoryUrl(repositoryUrl, { tag }), ' +
          "which lets the execution role pull it; `tag` may be the digest of an image that is looked up. [ecr-image-by-url]",
      );
    }
  });

  const urlOf = (stack: TerraformStack): string =>
    new EcrRepository(stack, "repository", { name: "orders/web" }).repositoryUrl;
  const localOf = (stack: TerraformStack, text: string): string =>
    new TerraformLocal(stack, "image-text", text).asString;

  it.each<[string, (stack: TerraformStack) => string]>([
    ["a local of the URL", (stack) => `${localOf(stack, urlOf(stack))}:1.8`],
    ["a local of the whole name", (stack) => localOf(stack, `${urlOf(stack)}:1.8`)],
    ["a function of a local", (stack) => Fn.trimspace(localOf(stack, urlOf(stack)))],
    [
      "what is told late",
      (stack) => {
        const url = urlOf(stack);
        return Lazy.stringValue({ produce: () => `${url}:1.8` });
      },
    ],
    [
      "an image that is looked up",
      (stack) =>
        new DataAwsEcrImage(stack, "i", { repositoryName: "x", mostRecent: true }).imageUri,
    ],
    [
      "an image of SageMaker",
      (stack) =>
        new DataAwsSagemakerPrebuiltEcrImage(stack, "i", { repositoryName: "x" }).registryPath,
    ],
  ])("is refused as any image also within %s", (_, nameIn) => {
    const stack = testStack();
    const image = ContainerImage.fromRegistry(nameIn(stack));
    expect(() => {
      taskIn(stack).addContainer("web", { image });
      synth(stack);
    }).toThrow(/`image` must say that it is of Amazon ECR.*\[ecr-image-by-url\]/);
  });

  it("is not looked for in what leads elsewhere", () => {
    const stack = testStack();
    const other = new TerraformVariable(stack, "image", { type: "string" }).stringValue;
    const late = Lazy.stringValue({ produce: () => "registry.example.com/orders:1.8" });
    const task = taskIn(stack);
    task.addContainer("web", { image: ContainerImage.fromRegistry(localOf(stack, other)) });
    task.addContainer("job", { image: ContainerImage.fromRegistry(late), essential: false });
    expect(() => synth(stack)).not.toThrow();
  });

  it.each([`${REGISTRY}/orders/web:1.8`, "registry.example.com/orders", REGISTRY])(
    "is no repository's URL: %s",
    (url) => {
      const image = ContainerImage.fromEcrRepositoryUrl(url, { tag: "1.8" });
      expect(() => taskIn(testStack()).addContainer("web", { image })).toThrow(
        "[ecr-repository-url]",
      );
    },
  );
});
