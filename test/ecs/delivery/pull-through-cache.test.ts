import { TerraformVariable, type TerraformStack } from "cdktf";
import { ContainerImage, SecretReference } from "cdktf-ecs-secrets/ecs";
import { policyOf, synth, testStack, type Statement } from "../../support/synth";
import { Secrets, taskIn } from "../support/fixtures";

const PULL = ["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"];
const FILL = ["ecr:BatchImportUpstreamImage", "ecr:CreateRepository"];
const URL = "123456789012.dkr.ecr.eu-central-1.amazonaws.com/docker-hub/library/nginx";
const ARN = "arn:aws:ecr:eu-central-1:123456789012:repository/docker-hub/library/nginx";

/** What the execution role may do with repositories. */
function granted(stack: TerraformStack): readonly Statement[] {
  const { Statement } = policyOf(synth(stack).only("aws_iam_role_policy")["policy"]);
  return Statement.filter(({ Resource }) => Resource !== "*");
}

describe("the cache of another registry", () => {
  it.each([
    [
      "by its parts",
      ContainerImage.fromEcrRepository(
        { repositoryName: "docker-hub/library/nginx", pullThroughCache: true },
        "1.27",
      ),
    ],
    [
      "by its URL",
      ContainerImage.fromEcrRepositoryUrl(URL, { tag: "1.27", pullThroughCache: true }),
    ],
    ["by its name", ContainerImage.fromRegistry(`${URL}:1.27`, { pullThroughCache: true })],
  ])("is filled by the execution role, this repository alone: %s", (_how, image) => {
    const stack = testStack();
    taskIn(stack).addContainer("web", { image });
    expect(granted(stack)).toEqual([
      {
        Effect: "Allow",
        Action: [...PULL, ...FILL].sort(),
        Resource: ARN,
      },
    ]);
  });

  it("is one in another account and Region, too", () => {
    // GIVEN
    const stack = testStack();
    // WHEN
    const image = ContainerImage.fromEcrRepository(
      {
        repositoryName: "quay/a/b",
        registryAccount: "210987654321",
        region: "eu-west-1",
        pullThroughCache: true,
      },
      "1",
    );
    taskIn(stack).addContainer("web", { image });
    // THEN
    expect(granted(stack)).toMatchObject([
      { Resource: "arn:aws:ecr:eu-west-1:210987654321:repository/quay/a/b" },
    ]);
  });

  it("may be known to Terraform alone", () => {
    const stack = testStack();
    const url = new TerraformVariable(stack, "url", { type: "string" }).stringValue;
    const image = ContainerImage.fromEcrRepositoryUrl(url, { tag: "1", pullThroughCache: true });
    taskIn(stack).addContainer("web", { image });
    expect(granted(stack)).toMatchObject([{ Action: [...PULL, ...FILL].sort() }]);
  });

  it("is not what a repository is by default", () => {
    const stack = testStack();
    taskIn(stack).addContainer("web", { image: ContainerImage.fromRegistry(`${URL}:1.27`) });
    expect(granted(stack)).toMatchObject([{ Action: PULL }]);
  });

  it.each([
    ["another registry's", "nginx:1.27", false],
    ["of ECR's public gallery", "public.ecr.aws/nginx/nginx:1.27", false],
    ["one with a login", `${URL}:1.27`, true],
  ])("is no image that is %s", (_what, name, withLogin) => {
    // GIVEN
    const stack = testStack();
    const credentials = withLogin
      ? SecretReference.fromSecretsManager(new Secrets(stack).secret("registry"))
      : undefined;
    // WHEN
    const image = ContainerImage.fromRegistry(name, { credentials, pullThroughCache: true });
    // THEN
    expect(() => taskIn(stack).addContainer("web", { image })).toThrow(
      "test/task/web: `image` must be of Amazon ECR where it comes through a `pullThroughCache`, got an image of another registry. ",
    );
  });
});

it("refuses the Region of another partition, and takes one that only Terraform knows", () => {
  const add = (region: string, stack = testStack()) => {
    const image = ContainerImage.fromEcrRepository({ repositoryName: "orders", region }, "1");
    return () => taskIn(stack).addContainer("web", { image });
  };
  expect(add("cn-north-1")).toThrow(
    'test/task/web: `image.region` must be a Region such as eu-west-1, in the partition that the stack is deployed to, got "cn-north-1" in a stack of aws. Leave it out for the stack\'s own; no role of one partition pulls from another. [ecr-region]',
  );
  const stack = testStack();
  expect(add(new TerraformVariable(stack, "region", {}).stringValue, stack)).not.toThrow();
});
