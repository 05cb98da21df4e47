import type { ITerraformDependable } from "cdktf";
import type { IGrantee } from "../../core";
import {
  checkArgument,
  TEXT,
  jsonEmbedded,
  type PropTable,
  textOf,
  knownMap,
  objectType,
} from "../../core/internal";
import type { ISecretsBucket } from "../../s3";
import { environmentVariableName, variableUnique } from "../rules";
import type { ContainerWay } from "./container-way";

const BUCKET = objectType("a SecretsBucket", "bucketName", "grantRead");

/** Objects of an encrypted bucket that the application reads itself, with the task role. */
export class ObjectReference {
  /**
   * All objects below a prefix.
   *
   * @param prefix such as `web/certificates/`
   */
  public static fromBucketPrefix(bucket: ISecretsBucket, prefix: string): ObjectReference {
    checkArgument("ObjectReference.fromBucketPrefix()", "bucket", BUCKET, bucket);
    checkArgument("ObjectReference.fromBucketPrefix()", "prefix", TEXT, prefix);
    return new ObjectReference(bucket, textOf(prefix));
  }

  private constructor(
    private readonly bucket: ISecretsBucket,
    private readonly prefix: string,
  ) {}

  /** Where the application finds them: `s3://<bucket>/<prefix>`. */
  public get location(): string {
    return `s3://${this.bucket.bucketName}/${this.prefix}`;
  }

  /** What must exist before the application reads. */
  public get dependables(): readonly ITerraformDependable[] {
    return this.bucket.dependables;
  }

  /** Lets `grantee` read exactly these objects. */
  public grantRead(grantee: IGrantee): void {
    this.bucket.grantRead(grantee, this.prefix);
  }
}

/** The props of this way. */
export interface SecretObjectsProps {
  /** Variables that say where in a bucket the application reads its secrets, with the task role. @default - none */
  readonly secretObjects?: Readonly<Record<string, ObjectReference>>;
}

/** How they are read. */
export const SECRET_OBJECTS_PROPS = {
  secretObjects: knownMap(objectType("an ObjectReference", "grantRead")),
} satisfies PropTable<SecretObjectsProps>;

/** The container's other variables: no variable of an object may have the same name as one of them. */
interface OtherVariables {
  readonly environment?: Readonly<Record<string, unknown>>;
  readonly secrets?: Readonly<Record<string, unknown>>;
}

/**
 * `secretObjects`: variables that say where in a bucket the application finds its secrets; the task role may read them
 * there. Nothing secret is in the variable, in the task definition or in `docker inspect`.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/specifying-sensitive-data.html
 */
export const secretObjects: ContainerWay<SecretObjectsProps & OtherVariables> = (
  container,
  props,
  task,
) => {
  const { secretObjects: objects = {}, environment = {}, secrets = {} } = props;
  const entries = Object.entries(objects).sort(([a], [b]) => (a < b ? -1 : 1));
  if (entries.length === 0) return undefined;
  const taken = [...Object.keys(environment), ...Object.keys(secrets)];
  for (const [name, reference] of entries) {
    environmentVariableName.enforce(container, "secretObjects", name);
    variableUnique.enforce(container, "secretObjects", { name, taken });
    reference.grantRead(task.taskRole);
  }
  return {
    fields: {
      environment: entries.map(([name, { location }]) => {
        return { name, value: jsonEmbedded(container, `object-${name}`, location) };
      }),
    },
    dependables: entries.flatMap(([, reference]) => reference.dependables),
  };
};
