import type { ISecretsBucket } from "../s3";

/** Where a router's own configuration is: a file of its image, or an object of an encrypted bucket (EC2 only). */
export type FirelensConfigFile =
  | { readonly path: string; readonly bucket?: never; readonly key?: never }
  | { readonly bucket: ISecretsBucket; readonly key: string; readonly path?: never };

/** Options of a router. */
export interface FirelensRouterOptions {
  /** Included in what FireLens writes from the options of the containers. @default - none */
  readonly configFile?: FirelensConfigFile;
  /** Whether cluster, task and task definition are added to every message. @default - ECS's own: true */
  readonly enableEcsLogMetadata?: boolean;
}

/**
 * The program that routes the output of the task's other containers.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/using_firelens.html
 */
export interface FirelensRouter {
  /** Which program the image runs. */
  readonly type: "fluentbit" | "fluentd";
  /** @default - ECS's own */
  readonly options?: FirelensRouterOptions;
}
