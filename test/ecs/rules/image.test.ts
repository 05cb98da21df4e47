import * as ecsRules from "../../../modules/ecs/rules";
import { itHoldsAtItsBoundaries } from "../support/boundaries";

const ecr = "123456789012.dkr.ecr.eu-central-1.amazonaws.com/orders:1";
const ecrNames = [
  ecr,
  "123456789012.dkr.ecr.cn-north-1.amazonaws.com.cn/orders:1",
  "123456789012.dkr.ecr-fips.us-gov-west-1.amazonaws.com/orders:1",
  "123456789012.dkr-ecr.eu-central-1.on.aws/orders:1",
  "public.ecr.aws/nginx/nginx:1",
];
const digest = `sha256:${"0123456789abcdef".repeat(4)}`;

const shortened = (text: string): string => {
  const quoted = JSON.stringify(text);
  return quoted.length > 120 ? `${quoted.slice(0, 117)}…` : quoted;
};
const quoted = (...values: readonly string[]): (readonly [string, string])[] =>
  values.map((value) => [value, shortened(value)] as const);

describe("the rules of images and registries", () => {
  itHoldsAtItsBoundaries("modules/ecs/rules/image.ts", ecsRules, {
    imageName: {
      accepted: [
        "nginx",
        "nginx:1.27-alpine",
        "registry.example.com/orders:1.8",
        `nginx@${digest}`,
        `nginx:1.27@${digest}`,
        "localhost/a",
        "localhost:5000/team/app_x/a__b--c:v1",
        "registry:5000/app",
        "MyRegistry/app",
        `registry.example.com:5000/${"a".repeat(255)}:1`,
        `nginx@sha512:${"0".repeat(128)}`,
        `nginx@other:${"0".repeat(40)}`,
        "public.ecr.aws/nginx/nginx:1.27",
        "ghcr.io/Owner/app:1".toLowerCase(),
        "123456789012.dkr.ecr.eu-central-1.amazonaws.com/team/app:Build_7",
      ],
      refused: quoted(
        "",
        "my image",
        "nginx\n",
        "Nginx:1.27",
        "nginx:",
        "nginx@sha256:12",
        "https://registry.example.com/app",
        "registry.example.com/Orders:1.8",
        "app/",
        "app//web",
        "nginx:1.27:2",
        `registry.example.com/${"a".repeat(256)}:1`,
        `nginx@${digest.slice(0, -1)}`,
        `nginx@${digest.toUpperCase().replace("SHA", "sha")}`,
        `nginx@sha512:${"0".repeat(64)}`,
      ),
    },
    ecrHost: {
      accepted: [
        ...ecrNames.map((name) => name.split("/")[0] ?? ""),
        "123456789012.dkr-ecr.us-gov-west-1.on.aws",
        "123456789012.dkr-ecr.cn-north-1.on.amazonwebservices.com.cn",
        "123456789012.dkr-ecr-fips.eusc-de-east-1.on.amazonwebservices.eu",
        "123456789012.dkr.ecr.us-iso-east-1.c2s.ic.gov",
        "registry.example.com",
      ],
      refused: [
        [
          "123456789012.dkr.ecr.cn-north-1.amazonaws.com",
          "amazonaws.com in cn-north-1, whose hosts end in amazonaws.com.cn",
        ],
        [
          "123456789012.dkr.ecr-fips.us-east-1.amazonaws.com.cn",
          "amazonaws.com.cn in us-east-1, whose hosts end in amazonaws.com",
        ],
        [
          "123456789012.dkr-ecr.cn-north-1.on.aws",
          "on.aws in cn-north-1, whose hosts end in on.amazonwebservices.com.cn",
        ],
      ],
    },
    registryCredentialsStore: {
      accepted: ["secretsmanager"],
      refused: [["ssm", "a parameter of Parameter Store"]],
    },
    registryCredentialsWhole: {
      accepted: [false],
      refused: [[true, "a part or a version of one"]],
    },
    registryCredentialsShape: {
      accepted: [
        { kind: "unknown" },
        { kind: "json", keys: ["password", "username"] },
        { kind: "json", keys: ["email", "password", "username"], emptyKeys: ["email"] },
      ],
      refused: [
        [{ kind: "text" }, "a secret that is not JSON"],
        [{ kind: "json", keys: ["password", "user"] }, "JSON with password, user"],
        [{ kind: "json", keys: ["username"] }, "JSON with username"],
        [
          { kind: "json", keys: ["password", "username"], emptyKeys: ["username"] },
          "JSON with an empty username",
        ],
        [
          { kind: "json", keys: ["password", "username"], emptyKeys: ["password", "username"] },
          "JSON with an empty username and password",
        ],
      ],
    },
    registryCredentialsImage: {
      accepted: ["registry.example.com/orders:1.8", "orders", `mirror.example.com/${ecr}`],
      refused: quoted(...ecrNames),
    },
    ecrRepositoryName: {
      accepted: ["ab", "orders/web", "a1.b_c-d/e", "a--b", "a__b", "a---b", "a".repeat(256)],
      refused: quoted(
        "a",
        "a".repeat(257),
        "Orders",
        "/orders",
        "orders/",
        "a//b",
        "a..b",
        "a___b",
        "a._b",
        ecr,
      ),
    },
    ecrImageByUrl: {
      accepted: [[], ["var.image", "aws_ecr_repository.orders.name", "local.repository_url"]],
      refused: [
        "aws_ecr_repository.orders.repository_url",
        "data.aws_ecr_repository.orders.repository_url",
        "data.aws_ecr_image.orders.image_uri",
        "data.aws_ecr_authorization_token.orders.proxy_endpoint",
        "data.aws_sagemaker_prebuilt_ecr_image.orders.registry_path",
      ].map((reference) => [["var.image", reference], JSON.stringify(reference)] as const),
    },
    ecrRepositoryUrl: {
      accepted: [ecr.replace(":1", ""), "123456789012.dkr-ecr.eu-central-1.on.aws/orders/web"],
      refused: quoted(ecr, "registry.example.com/orders", "orders", `${ecr}@${digest}`),
    },
    ecrRegistryAccount: {
      accepted: ["123456789012"],
      refused: quoted("", "12345678901", "1234567890123", "12345678901a"),
    },
    ecrRegion: {
      accepted: [
        { region: "eu-west-1", partition: "aws" },
        { region: "cn-north-1", partition: "aws-cn" },
        { region: "us-gov-west-1", partition: "aws-us-gov" },
      ],
      refused: [
        [{ region: "cn-north-1", partition: "aws" }, '"cn-north-1" in a stack of aws'],
        [{ region: "eu-west-1", partition: "aws-cn" }, '"eu-west-1" in a stack of aws-cn'],
        [{ region: "Ireland", partition: "aws" }, '"Ireland" in a stack of aws'],
        [{ region: "", partition: "aws" }, '"" in a stack of aws'],
      ],
    },
    ecrPullThroughCache: {
      accepted: [
        { pullThroughCache: true, isEcr: true },
        { pullThroughCache: false, isEcr: false },
      ],
      refused: [[{ pullThroughCache: true, isEcr: false }, "an image of another registry"]],
    },
    ecrTagOrDigest: {
      accepted: ["1.8", "_x", "a".repeat(128), digest],
      refused: quoted(
        "",
        ":1.8",
        ".x",
        "a".repeat(129),
        "sha256:abc",
        digest.toUpperCase(),
        `${digest}0`,
      ),
    },
  });
});
