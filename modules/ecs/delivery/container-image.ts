import { Fn, TerraformLocal, Tokenization } from "cdktf";
import type { Construct } from "constructs";
import { AwsTarget, PlainText } from "../../core";
import {
  checkType,
  contentsOf,
  stringTokensIn,
  type TokenContents,
  TEXT,
  hclString,
  isUnresolved,
  jsonEmbedded,
  name,
  part,
  type PropTable,
  readObject,
  terraformText,
  textOf,
  knownFlag,
  having,
  given,
  needed,
} from "../../core/internal";
import { parseEcrImage } from "../../facts";
import * as rules from "../rules";
import type { ContainerPart, ContainerWay, TaskContext } from "./container-way";
import { SECRET_REFERENCE, type SecretReference } from "./secret-reference";

/** How an image of a registry is pulled. */
export interface RegistryImageProps extends PullThroughCache {
  /**
   * User name and password of a private registry: a whole secret of Secrets Manager, best made with
   * `SecretValue.registryCredentials()`.
   *
   * @default - none: the registry is public
   */
  readonly credentials?: SecretReference;
}

/** Which image of a repository. */
export interface EcrImageProps extends PullThroughCache {
  /** A tag, or `sha256:…`; what only Terraform knows is taken for a tag. */
  readonly tag: string;
}

const REGISTRY_PROPS = {
  credentials: given(SECRET_REFERENCE),
  pullThroughCache: knownFlag,
} satisfies PropTable<RegistryImageProps>;

const REPOSITORY = {
  repositoryName: needed(name),
  registryAccount: name,
  region: name,
  pullThroughCache: knownFlag,
} satisfies PropTable<EcrRepositoryAttributes>;

const IMAGE_PROPS = {
  tag: needed(part),
  pullThroughCache: knownFlag,
} satisfies PropTable<EcrImageProps>;

type Bind = (container: Construct, task: TaskContext) => ContainerPart;

/** The image of a container. */
export class ContainerImage {
  /**
   * An image of any registry. Where its text says that it is of Amazon ECR, the execution role may pull it.
   *
   * @param given its name as `docker pull` takes it, such as `public.ecr.aws/nginx/nginx:1.27`
   * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/private-auth.html
   */
  public static fromRegistry(given: string, props: RegistryImageProps = {}): ContainerImage {
    const name = textOf(given);
    return new ContainerImage((container, task) => {
      checkType(container, "image", TEXT, name);
      rules.imageName.enforce(container, "image", name);
      const image = jsonEmbedded(container, "image", name);
      const read = readObject(container, "image", REGISTRY_PROPS, props);
      const { credentials, pullThroughCache = false } = read;
      checkByUrl(container, name);
      const ecr = credentials ? undefined : repositoryArnOf(container, PlainText.replace(name));
      const isEcr = ecr !== undefined;
      rules.ecrPullThroughCache.enforce(container, "image", { pullThroughCache, isEcr });
      if (!credentials) {
        if (isEcr) grantPull(task, ecr, read);
        return { fields: { image } };
      }
      rules.registryCredentialsImage.enforce(container, "image.credentials", name);
      checkCredentials(container, credentials);
      credentials.grantRead(task.executionRole);
      return {
        fields: {
          image,
          repositoryCredentials: {
            credentialsParameter: credentials.toJson(container, "registry-credentials"),
          },
        },
        references: [credentials],
        features: [{ feature: "an image of a private registry", since: "1.2.0" }],
      };
    });
  }

  /**
   * An image of Amazon ECR, pulled by the execution role.
   *
   * @param tagOrDigest a tag, or `sha256:…`; what only Terraform knows is taken for a tag
   * @see https://docs.aws.amazon.com/AmazonECR/latest/userguide/ECR_on_ECS.html
   */
  public static fromEcrRepository(
    repository: EcrRepositoryAttributes,
    tagOrDigest: string,
  ): ContainerImage {
    const wanted = textOf(tagOrDigest);
    return new ContainerImage((container, task) => {
      const read = readObject(container, "image", REPOSITORY, repository);
      const { repositoryName, registryAccount, region } = read;
      checkType(container, "image.tagOrDigest", TEXT, wanted);
      rules.ecrRepositoryName.enforce(container, "image.repositoryName", repositoryName);
      rules.ecrRegistryAccount.enforce(container, "image.registryAccount", registryAccount);
      rules.ecrTagOrDigest.enforce(container, "image.tagOrDigest", wanted);
      grantPull(task, repositoryArn(container, read), read);
      const target = AwsTarget.of(container);
      const registry = `${registryAccount ?? target.account}.dkr.ecr.${region ?? target.region}.${target.dnsSuffix}`;
      const name = imageName(`${registry}/${repositoryName}`, wanted);
      return { fields: { image: jsonEmbedded(container, "image", name) } };
    });
  }

  /**
   * An image of Amazon ECR by the URL of its repository, which may be known to Terraform alone: it then takes account,
   * Region and name for the execution role's policy from the URL.
   *
   * @param url without tag, such as `repositoryUrl` of an `EcrRepository`
   */
  public static fromEcrRepositoryUrl(url: string, props: EcrImageProps): ContainerImage {
    const repositoryUrl = textOf(url);
    return new ContainerImage((container, task) => {
      const read = readObject(container, "image", IMAGE_PROPS, props);
      const { tag } = read;
      checkType(container, "image.repositoryUrl", TEXT, repositoryUrl);
      rules.ecrRepositoryUrl.enforce(container, "image.repositoryUrl", repositoryUrl);
      rules.ecrTagOrDigest.enforce(container, "image.tag", tag);
      const arn = repositoryArnOf(container, repositoryUrl, true);
      if (arn !== undefined) grantPull(task, arn, read);
      const name = imageName(repositoryUrl, tag);
      return { fields: { image: jsonEmbedded(container, "image", name) } };
    });
  }

  private constructor(private readonly binding: Bind) {}

  /** Called when the container is added; grants the execution role what pulling needs. */
  public bind(container: Construct, task: TaskContext): ContainerPart {
    return this.binding(container, task);
  }
}

/** The props of this way. */
export interface ContainerImageProps {
  /** The image, with its login where the registry is private. */
  readonly image: ContainerImage;
}

/** How they are read. */
export const CONTAINER_IMAGE_PROPS = {
  image: needed(having("a ContainerImage", "bind")),
} satisfies PropTable<ContainerImageProps>;

/** `image`: the image, with the credentials of its registry. */
export const containerImage: ContainerWay<ContainerImageProps> = (container, { image }, task) =>
  image.bind(container, task);

/** Refuses the URL of ECR in what only Terraform knows, wherever it comes from: nothing would let the role pull the image. */
function checkByUrl(container: Construct, name: string): void {
  const contentsWhen = (isSynthesized: boolean): readonly TokenContents[] =>
    stringTokensIn(PlainText.replace(name)).map((token) => contentsOf(token, isSynthesized));
  const referencesWhen = (isSynthesized: boolean): readonly string[] =>
    contentsWhen(isSynthesized).flatMap(({ references }) => references);
  rules.ecrImageByUrl.enforce(container, "image", referencesWhen(false));
  if (contentsWhen(false).some(({ isLate }) => isLate))
    rules.ecrImageByUrl.enforceAtSynthesis(container, "image", () => referencesWhen(true));
}

function checkCredentials(container: Construct, credentials: SecretReference): void {
  const { store, selectsPart, shape } = credentials;
  rules.registryCredentialsStore.enforce(container, "image.credentials", store);
  // The rest would only say again what is wrong with a parameter.
  if (store === "ssm") return;
  rules.registryCredentialsWhole.enforce(container, "image.credentials", selectsPart);
  rules.registryCredentialsShape.enforce(container, "image.credentials", shape);
}

function imageName(repositoryUrl: string, tagOrDigest: string): string {
  const isDigest = !isUnresolved(tagOrDigest) && tagOrDigest.startsWith("sha256:");
  return `${repositoryUrl}${isDigest ? "@" : ":"}${tagOrDigest}`;
}

/** How a repository gets its images. */
export interface PullThroughCache {
  /**
   * Whether it is the cache of another registry, such as `docker-hub/library/nginx`: the execution role may then also have
   * ECR fetch images from there, and make the repository at the first of them.
   *
   * @default false
   */
  readonly pullThroughCache?: boolean;
}

/** A repository of Amazon ECR. */
export interface EcrRepositoryAttributes extends PullThroughCache {
  /** The repository's name with its namespaces, such as `team/web`. */
  readonly repositoryName: string;
  /** Account of the registry; another one's repository policy has to allow the execution role. @default - the stack's */
  readonly registryAccount?: string;
  /** Region of the registry. @default - the stack's */
  readonly region?: string;
}

/**
 * Lets the execution role pull images of exactly one repository.
 *
 * @see https://docs.aws.amazon.com/AmazonECR/latest/userguide/pull-through-cache-iam.html
 */
function grantPull(
  { executionRole }: TaskContext,
  repositoryArn: string,
  { pullThroughCache = false }: PullThroughCache,
): void {
  // The token is the registry's: IAM knows no resource for it.
  executionRole.addToPolicy("pull-images", {
    actions: ["ecr:GetAuthorizationToken"],
    resources: ["*"],
  });
  executionRole.addToPolicy("pull-images", {
    actions: [
      ...["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"],
      ...(pullThroughCache ? ["ecr:BatchImportUpstreamImage", "ecr:CreateRepository"] : []),
    ],
    resources: [repositoryArn],
  });
}

/** The ARN of a repository that is known by its parts. */
function repositoryArn(container: Construct, attributes: EcrRepositoryAttributes): string {
  const { repositoryName, registryAccount: account, region } = attributes;
  const resource = `repository/${repositoryName}`;
  const target = AwsTarget.of(container);
  if (region !== undefined && !isUnresolved([region, target.partition])) {
    rules.ecrRegion.enforce(container, "image.region", { region, partition: target.partition });
  }
  return target.arn({ service: "ecr", resource, region, account });
}

/** Host names of ECR with their parts captured; written without braces, which cdktf counts in expressions. */
const TERRAFORM_PATTERN = "^([0-9]+)[.]dkr[.-]ecr(?:-fips)?[.]([a-z0-9-]+)[.][^/]+/([^:@]+)";

/**
 * The ARN of the repository that `image` is in: literal where the text shows it, else derived from the text by Terraform.
 * Undefined for an image that is not of ECR, as far as its text shows.
 *
 * @param isEcr whether the author said that it is
 */
function repositoryArnOf(
  container: Construct,
  image: string,
  isEcr = /\.dkr[.-]ecr(-fips)?\./.test(image),
): string | undefined {
  const [host] = image.split("/");
  rules.ecrHost.enforce(container, "image", host);
  const known = parseEcrImage(image);
  if (known && !isUnresolved(known.repository)) {
    const { account: registryAccount, region, repository: repositoryName } = known;
    return repositoryArn(container, { repositoryName, registryAccount, region });
  }
  if (!isEcr || !isUnresolved(image)) return undefined;
  const url = hclString(terraformText(image));
  // In a local: a policy that holds quotes of an expression would be no JSON.
  const parts = new TerraformLocal(
    container,
    "image-repository",
    `\${regex("${TERRAFORM_PATTERN}", ${url})}`,
  );
  const part = (index: number): string => String(Fn.element(parts.asList, index));
  return AwsTarget.of(container).arn({
    service: "ecr",
    account: part(0),
    region: part(1),
    resource: `repository/${part(2)}`,
  });
}

/** What the tokens in a text refer to, also as arguments of Terraform's functions. */
export function referencesIn(value: unknown): readonly string[] {
  if (typeof value === "string")
    return Tokenization.reverseString(value).tokens.flatMap(referencesIn);
  if (Array.isArray(value)) return value.flatMap(referencesIn);
  if (typeof value !== "object" || value === null) return [];
  if ("identifier" in value) return [String(value.identifier)];
  return "args" in value ? referencesIn(value.args) : [];
}
