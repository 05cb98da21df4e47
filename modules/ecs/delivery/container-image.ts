import type { Construct } from "constructs";
import { AwsTarget, PlainText } from "../../core";
import {
  given,
  isUnresolved,
  jsonEmbedded,
  name,
  part,
  readObject,
  textOf,
  type PropTable,
} from "../../core/internal";
import * as rules from "../rules";
import type { ContainerPart, ContainerWay, TaskContext } from "./container-way";
import {
  grantPull,
  referencesIn,
  repositoryArn,
  repositoryArnOf,
  type EcrRepositoryAttributes,
  type PullThroughCache,
} from "./ecr-repository";
import type { SecretReference } from "./secret-reference";

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
  credentials: given,
  pullThroughCache: given,
} satisfies PropTable<RegistryImageProps>;

const REPOSITORY = {
  repositoryName: name,
  registryAccount: name,
  region: name,
  pullThroughCache: given,
} satisfies PropTable<EcrRepositoryAttributes>;

const IMAGE_PROPS = { tag: part, pullThroughCache: given } satisfies PropTable<EcrImageProps>;

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
      rules.imageName.enforce(container, "image", name);
      const image = jsonEmbedded(container, "image", name);
      const read = readObject(container, "image", REGISTRY_PROPS, props);
      const { credentials, pullThroughCache = false } = read;
      for (const reference of referencesIn(name)) {
        rules.ecrImageByUrl.enforce(container, "image", reference);
      }
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
  readonly image: ContainerImage;
}

/** How they are read. */
export const CONTAINER_IMAGE_PROPS = { image: given } satisfies PropTable<ContainerImageProps>;

/** `image`: the image, with the credentials of its registry. */
export const containerImage: ContainerWay<ContainerImageProps> = (container, { image }, task) =>
  image.bind(container, task);

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
