import { defineRule, type SecretShape } from "../../core";
import { ecrSuffixes, isPublicEcrImage, parseEcrImage, partitionOf } from "../../facts";

const CONTAINER =
  "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDefinition.html";
const PRIVATE_REGISTRY =
  "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/private-auth.html";
const CREATE_REPOSITORY =
  "https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_CreateRepository.html";

/** Parts of a name as Docker reads it: https://pkg.go.dev/github.com/distribution/reference#pkg-overview */
const REGISTRY = /^(localhost|[A-Za-z0-9.-]*[.A-Z][A-Za-z0-9.-]*|[A-Za-z0-9.-]+(?=:))(:\d+)?$/;
const REPOSITORY = /^[a-z0-9]+(([._]|__|-+)[a-z0-9]+)*(\/[a-z0-9]+(([._]|__|-+)[a-z0-9]+)*)*$/;
/** As many hexadecimal digits as the kinds of sums have that Docker checks. */
const DIGITS: Readonly<Record<string, number>> = { sha256: 64, sha384: 96, sha512: 128 };

function isDigest(text: string): boolean {
  const [, kind = "", sum = ""] = /^([a-z0-9+._-]+):([0-9a-fA-F]{32,})$/.exec(text) ?? [];
  const digits = DIGITS[kind];
  return digits === undefined ? sum !== "" : sum.length === digits && !/[A-F]/.test(sum);
}

/** Docker's `RepositoryNameTotalLengthMax`. */
const MOST_OF_A_REPOSITORY = 255;

function isImageName(text: string): boolean {
  const [, named = "", tag, digest] = /^([^@]*?)(:[^:/@]*)?(@.*)?$/.exec(text) ?? [];
  if (tag !== undefined && !/^:\w[\w.-]{0,127}$/.test(tag)) return false;
  if (digest !== undefined && !isDigest(digest.slice(1))) return false;
  const [first = "", ...rest] = named.split("/");
  const hasRegistry = rest.length > 0 && REGISTRY.test(first);
  const repository = hasRegistry ? rest.join("/") : named;
  return repository.length <= MOST_OF_A_REPOSITORY && REPOSITORY.test(repository);
}

export const imageName = defineRule<string>({
  id: "ecs-image-name",
  demands:
    "be the name of an image as Docker takes it: perhaps a registry, a repository in lower case of at most 255 characters, and a tag or a digest",
  source: CONTAINER,
  remedy: "Write it as `docker pull` takes it, such as public.ecr.aws/nginx/nginx:1.27.",
  broken: (name) => !isImageName(name),
});

export const registryCredentialsStore = defineRule<"secretsmanager" | "ssm">({
  id: "ecs-registry-credentials-store",
  demands: "be a secret of Secrets Manager",
  source: PRIVATE_REGISTRY,
  remedy: "Make a SecretsManagerSecret with SecretValue.registryCredentials().",
  broken: (store) => store === "ssm" && "a parameter of Parameter Store",
});

export const registryCredentialsWhole = defineRule<boolean>({
  id: "ecs-registry-credentials-whole",
  demands: "be a whole secret, of which ECS reads `username` and `password`",
  source: PRIVATE_REGISTRY,
  remedy: "Leave out jsonKey, versionStage and versionId.",
  broken: (selectsPart) => selectsPart && "a part or a version of one",
});

export const registryCredentialsShape = defineRule<SecretShape>({
  id: "ecs-registry-credentials-shape",
  demands: "be JSON with `username` and `password`, neither of them empty",
  source: PRIVATE_REGISTRY,
  remedy: "Give the secret SecretValue.registryCredentials() as value.",
  broken: (shape) => {
    if (shape.kind === "unknown") return false;
    if (shape.kind === "text") return "a secret that is not JSON";
    const { keys, emptyKeys = [] } = shape;
    const read = ["username", "password"];
    if (!read.every((key) => keys.includes(key))) return `JSON with ${keys.join(", ")}`;
    const empty = read.filter((key) => emptyKeys.includes(key));
    return empty.length > 0 && `JSON with an empty ${empty.join(" and ")}`;
  },
});

export const registryCredentialsImage = defineRule<string>({
  id: "ecs-registry-credentials-image",
  demands: "be left out for an image of Amazon ECR, which ECS opens with the execution role",
  source: PRIVATE_REGISTRY,
  remedy: "Use ContainerImage.fromEcrRepository().",
  broken: (name) => parseEcrImage(name) !== undefined || isPublicEcrImage(name),
});

export const ecrRepositoryName = defineRule<string>({
  id: "ecr-repository-name",
  demands: "be 2 to 256 of `a-z` and `0-9`, with `/`, `.`, `_`, `__` or hyphens between them",
  source: CREATE_REPOSITORY,
  remedy: "Give the name alone, such as orders/web; account and Region have props of their own.",
  broken: (name) =>
    name.length < 2 || name.length > 256 || !/^[a-z0-9]+((\/|\.|__?|-+)[a-z0-9]+)*$/.test(name),
});

/** What tells a URL of ECR, the host or more of it. */
const ECR_URL =
  /^(data\.)?aws_(ecr_repository\..+\.repository_url|ecr_image\..+\.image_uri|ecr_authorization_token\..+\.proxy_endpoint|sagemaker_prebuilt_ecr_image\..+\.registry_path)$/;

/** Judges what the tokens in the name of an image refer to. */
export const ecrImageByUrl = defineRule<readonly string[]>({
  id: "ecr-image-by-url",
  demands: "say that it is of Amazon ECR where only Terraform knows the repository's URL",
  source: "https://docs.aws.amazon.com/AmazonECR/latest/userguide/ECR_on_ECS.html",
  remedy:
    "Use ContainerImage.fromEcrRepositoryUrl(repositoryUrl, { tag }), which lets the execution role pull it; `tag` may be the digest of an image that is looked up.",
  broken: (references) => {
    const url = references.find((reference) => ECR_URL.test(reference));
    return url !== undefined && JSON.stringify(url);
  },
});

export const ecrRepositoryUrl = defineRule<string>({
  id: "ecr-repository-url",
  demands:
    "be the URL of a repository of Amazon ECR without tag (`ACCOUNT.dkr.ecr.REGION.amazonaws.com/NAME`)",
  source: "https://docs.aws.amazon.com/AmazonECR/latest/userguide/Registries.html",
  remedy: "Give the tag apart; an image of another registry is ContainerImage.fromRegistry().",
  broken: (url) => {
    const parsed = parseEcrImage(url);
    return parsed === undefined || !url.endsWith(`/${parsed.repository}`);
  },
});

export const ecrRegistryAccount = defineRule<string>({
  id: "ecr-registry-account",
  demands: "be the twelve digits of an AWS account",
  source: CREATE_REPOSITORY,
  remedy: "Leave it out for the stack's own account.",
  broken: (account) => !/^\d{12}$/.test(account),
});

export const ecrRegion = defineRule<{ readonly region: string; readonly partition: string }>({
  id: "ecr-region",
  demands: "be a Region such as eu-west-1, in the partition that the stack is deployed to",
  source: "https://docs.aws.amazon.com/general/latest/gr/ecr.html",
  remedy: "Leave it out for the stack's own; no role of one partition pulls from another.",
  broken: ({ region, partition }) =>
    (!/^[a-z]{2,}(-[a-z]+)+-\d$/.test(region) || partitionOf(region) !== partition) &&
    `${JSON.stringify(region)} in a stack of ${partition}`,
});

export const ecrHost = defineRule<string>({
  id: "ecr-host",
  demands: "have a host name that ends as those of its Region do",
  source: "https://docs.aws.amazon.com/general/latest/gr/ecr.html",
  remedy: "Use ContainerImage.fromEcrRepository(), which writes it.",
  broken: (host) => {
    const { region = "", given, known } = ecrSuffixes(host) ?? {};
    return given !== known && `${given} in ${region}, whose hosts end in ${known}`;
  },
});

export const ecrPullThroughCache = defineRule<{
  readonly pullThroughCache: boolean;
  readonly isEcr: boolean;
}>({
  id: "ecr-pull-through-cache",
  demands: "be of Amazon ECR where it comes through a `pullThroughCache`",
  source: "https://docs.aws.amazon.com/AmazonECR/latest/userguide/pull-through-cache.html",
  remedy:
    "Name it in your own registry, such as ACCOUNT.dkr.ecr.REGION.amazonaws.com/docker-hub/library/nginx:1; of a URL that only Terraform knows use ContainerImage.fromEcrRepositoryUrl().",
  broken: ({ pullThroughCache, isEcr }) =>
    pullThroughCache && !isEcr && "an image of another registry",
});

export const ecrTagOrDigest = defineRule<string>({
  id: "ecr-tag-or-digest",
  demands: "be a tag, or `sha256:` with 64 hexadecimal digits",
  source: "https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_ImageIdentifier.html",
  remedy: "Write it like 1.8, without `:` or `@` before it.",
  broken: (text) => !/^([A-Za-z0-9_][A-Za-z0-9_.-]{0,127}|sha256:[0-9a-f]{64})$/.test(text),
});
