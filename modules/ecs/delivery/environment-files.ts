import { jsonEmbedded, listOf, type PropTable, part, having, needed } from "../../core/internal";
import type { ISecretsBucket } from "../../s3";
import type { ContainerWay } from "./container-way";

/** Variables in an object of an encrypted bucket, one `NAME=value` a line. */
export interface EnvironmentFile {
  /** The bucket that holds the file. */
  readonly bucket: ISecretsBucket;
  /** Ends in `.env`. */
  readonly key: string;
}

/** How an {@link EnvironmentFile} is read. */
const FILE = {
  bucket: needed(having("a SecretsBucket", "bucketName")),
  key: needed(part),
} satisfies PropTable<EnvironmentFile>;

/** The props of this way. */
export interface EnvironmentFilesProps {
  /** Variables that ECS reads from a bucket before the container starts; at most 10. @default - none */
  readonly environmentFiles?: readonly EnvironmentFile[];
}

/** How they are read. */
export const ENVIRONMENT_FILES_PROPS = {
  environmentFiles: listOf<EnvironmentFile>(FILE),
} satisfies PropTable<EnvironmentFilesProps>;

/**
 * `environmentFiles`: variables from objects of an encrypted bucket, which the execution role reads.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/use-environment-file.html
 */
export const environmentFiles: ContainerWay<EnvironmentFilesProps> = (container, props, task) => {
  const { environmentFiles: files = [] } = props;
  if (files.length === 0) return undefined;
  for (const { bucket, key } of files) bucket.grantReadEnvironmentFile(task.executionRole, key);
  return {
    fields: {
      // In the order given: of two files that set a variable, the first one wins.
      environmentFiles: files.map(({ bucket, key }, index) => {
        const objectArn = `${bucket.bucketArn}/${key}`;
        return {
          type: "s3",
          value: jsonEmbedded(container, `environment-file-${index}`, objectArn),
        };
      }),
    },
    dependables: files.flatMap(({ bucket }) => bucket.dependables),
    features: [{ feature: "an environment file", since: "1.4.0" }],
  };
};
