import type { Construct } from "constructs";
import { AwsTarget } from "../../core";
import { given, isUnresolved, jsonEmbedded, readObject, type PropTable } from "../../core/internal";
import * as rules from "../rules";
import type { ContainerPart, ContainerWay, TaskContext } from "./container-way";
import type { SecretReference } from "./secret-reference";

/** How an image of a registry is pulled. */
export interface RegistryImageProps {
  /**
   * User name and password of a private registry: a whole secret of Secrets Manager, best made with
   * `SecretValue.registryCredentials()`.
   *
   * @default - none: the registry is public
   */
  readonly credentials?: SecretReference;
}

/** A repository of Amazon ECR. */
export interface EcrRepositoryAttributes {
  readonly repositoryName: string;
  /** Account of the registry; another one's repository policy has to allow the execution role. @default - the stack's */
  readonly registryAccount?: string;
  /** Region of the registry. @default - the stack's */
  readonly region?: string;
}

const REGISTRY_PROPS = { credentials: given } satisfies PropTable<RegistryImageProps>;

const REPOSITORY = {
  repositoryName: given,
  registryAccount: given,
  region: given,
} satisfies PropTable<EcrRepositoryAttributes>;

type Bind = (container: Construct, task: TaskContext) => ContainerPart;

/** The image of a container. */
export class ContainerImage {
  /**
   * An image of a registry that is not Amazon ECR.
   *
   * @param name as `docker pull` takes it, such as `public.ecr.aws/nginx/nginx:1.27`
   * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/private-auth.html
   */
  public static fromRegistry(name: string, props: RegistryImageProps = {}): ContainerImage {
    return new ContainerImage((container, task) => {
      rules.imageName.enforce(container, "image", name);
      const image = jsonEmbedded(container, "image", name);
      const { credentials } = readObject(container, "image", REGISTRY_PROPS, props);
      if (!credentials) return { fields: { image } };
      rules.registryCredentialsImage.enforce(container, "image.credentials", name);
      checkCredentials(container, credentials);
      credentials.grantRead(task.executionRole);
      return {
        fields: { image, repositoryCredentials: { credentialsParameter: credentials.valueFrom } },
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
    return new ContainerImage((container, task) => {
      const read = readObject(container, "image", REPOSITORY, repository);
      const { repositoryName, registryAccount, region } = read;
      rules.ecrRepositoryName.enforce(container, "image.repositoryName", repositoryName);
      rules.ecrRegistryAccount.enforce(container, "image.registryAccount", registryAccount);
      rules.ecrTagOrDigest.enforce(container, "image.tagOrDigest", tagOrDigest);
      grantPull(container, task, repository);
      const target = AwsTarget.of(container);
      const registry = `${registryAccount ?? target.account}.dkr.ecr.${region ?? target.region}.${target.dnsSuffix}`;
      const isDigest = !isUnresolved(tagOrDigest) && tagOrDigest.startsWith("sha256:");
      const name = `${registry}/${repositoryName}${isDigest ? "@" : ":"}${tagOrDigest}`;
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

function grantPull(
  container: Construct,
  { executionRole }: TaskContext,
  { repositoryName, registryAccount, region }: EcrRepositoryAttributes,
): void {
  // The token is the registry's: IAM knows no resource for it.
  executionRole.addToPolicy("pull-images", {
    actions: ["ecr:GetAuthorizationToken"],
    resources: ["*"],
  });
  executionRole.addToPolicy("pull-images", {
    actions: ["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"],
    resources: [
      AwsTarget.of(container).arn({
        service: "ecr",
        resource: `repository/${repositoryName}`,
        region,
        account: registryAccount,
      }),
    ],
  });
}
