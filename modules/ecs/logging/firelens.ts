import type { IResolvable } from "cdktf";
import type { Construct } from "constructs";
import type { Json } from "../../core";
import {
  oneOf,
  type Words,
  recordOf,
  jsonEmbedded,
  object,
  readObject,
  type PropTable,
  part,
  partMap,
  flag,
  textOf,
  having,
  knownMap,
  needed,
  checkEither,
  checkNeeded,
} from "../../core/internal";
import type { ISecretsBucket } from "../../s3";
import {
  SECRET_REFERENCE,
  type ContainerWay,
  type ILogDriver,
  type TaskContext,
} from "../delivery";
import { BUFFER_LIMIT, firelensConfigPath, firelensConfigSource, routerOptionName } from "../rules";
import { OptionsDriver, type LogSecretOptions } from "./options-driver";

/** Options of the `awsfirelens` driver: they become an output of the task's router. */
export interface FirelensOptions {
  /**
   * Options of the router's output plugin: which one (`Name` for Fluent Bit, `@type` for Fluentd; case counts) and its own,
   * such as `Host`. FireLens itself reads `log-driver-buffer-limit`, `include-pattern` and `exclude-pattern`.
   *
   * @default - none: the router's own configuration says where output goes
   */
  readonly options?: Readonly<Record<string, string>>;
  /** The plugin's options whose values are secrets. @default - none */
  readonly secretOptions?: LogSecretOptions;
}

const OPTIONS = {
  options: partMap,
  secretOptions: knownMap(SECRET_REFERENCE),
} satisfies PropTable<FirelensOptions>;

/** The router of the task: the container with `firelensRouter`. */
export function firelens(props: FirelensOptions): ILogDriver {
  // What is null is refused where the driver is used, with the container's path.
  const { options: plain, secretOptions: secrets } = recordOf(props);
  const options = plain ?? {};
  const secretOptions = secrets ?? {};
  const buffer = { feature: `the log option ${BUFFER_LIMIT}`, since: "1.4.0" };
  return new OptionsDriver({
    driverName: "awsfirelens",
    options: { ...options },
    secretOptions: Object.entries(secretOptions),
    features: options[BUFFER_LIMIT] === undefined ? [] : [buffer],
    check: (container) => {
      readObject(container, "logging", OPTIONS, props);
      checkNames(container, options, secretOptions);
    },
  });
}

function checkNames(container: Construct, options: object, secretOptions: LogSecretOptions): void {
  for (const name of Object.keys(options)) {
    routerOptionName.enforce(container, "logging.options", name);
  }
  for (const name of Object.keys(secretOptions)) {
    routerOptionName.enforce(container, "logging.secretOptions", name);
  }
}

/** Where a router's own configuration is: a file of its image, or an object of an encrypted bucket (EC2 only). */
export type FirelensConfigFile =
  | {
      /** The file, as an absolute path of the image. */
      readonly path: string;
      readonly bucket?: never;
      readonly key?: never;
    }
  | {
      /** The bucket that holds the file. */
      readonly bucket: ISecretsBucket;
      /** Key of the object. */
      readonly key: string;
      readonly path?: never;
    };

/** Options of a router. */
export interface FirelensRouterOptions {
  /** Included in what FireLens writes from the options of the containers. @default - none */
  readonly configFile?: FirelensConfigFile;
  /** Whether cluster, task and task definition are added to every message. @default - ECS's own: true */
  readonly enableEcsLogMetadata?: boolean | IResolvable;
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

/** The props of this way. */
export interface FirelensRouterProps {
  /** Makes this container the one that routes the output of those with `LogDriver.firelens()`. @default - it routes none */
  readonly firelensRouter?: FirelensRouter;
}

/** How they are read. */
export const FIRELENS_ROUTER_PROPS = {
  firelensRouter: object<FirelensRouter>({
    type: needed(
      oneOf(part, { fluentbit: true, fluentd: true } satisfies Words<FirelensRouter["type"]>),
    ),
    options: object<FirelensRouterOptions>({
      configFile: object<FirelensConfigFile>({
        path: part,
        bucket: having("a SecretsBucket", "bucketName"),
        key: part,
      }),
      enableEcsLogMetadata: flag,
    }),
  }),
} satisfies PropTable<FirelensRouterProps>;

/** `firelensRouter`: the container that routes the output of the others; the execution role reads its configuration. */
export const firelensRouter: ContainerWay<FirelensRouterProps> = (container, props, task) => {
  const { firelensRouter: router } = props;
  if (!router) return undefined;
  const { configFile, enableEcsLogMetadata } = router.options ?? {};
  const options = {
    ...(configFile && configOptions(container, task, configFile)),
    ...(enableEcsLogMetadata !== undefined && {
      "enable-ecs-log-metadata": jsonEmbedded(
        container,
        "firelens-log-metadata",
        textOf(enableEcsLogMetadata),
      ),
    }),
  };
  return {
    fields: {
      firelensConfiguration: {
        type: jsonEmbedded(container, "firelens-type", router.type),
        options: Object.keys(options).length > 0 ? options : undefined,
      },
    },
    dependables: configFile?.bucket?.dependables,
    features: [{ feature: "FireLens", since: "1.3.0" }],
  };
};

function configOptions(
  container: Construct,
  { compatibility, executionRole }: TaskContext,
  file: FirelensConfigFile,
): Readonly<Record<string, Json>> {
  const prop = "firelensRouter.options.configFile";
  if (file.path === undefined) {
    checkNeeded(container, `${prop}.bucket`, file.bucket);
    checkNeeded(container, `${prop}.key`, file.key);
  } else {
    checkEither(container, prop, file, ["path", "bucket", "key"]);
  }
  const type = file.path === undefined ? "s3" : "file";
  firelensConfigSource.enforce(container, prop, { compatibility, type });
  firelensConfigPath.enforce(container, `${prop}.path`, file.path);
  if (file.path === undefined) file.bucket.grantReadFile(executionRole, file.key);
  const value = file.path ?? `${file.bucket.bucketArn}/${file.key}`;
  return {
    "config-file-type": type,
    "config-file-value": jsonEmbedded(container, "firelens-config-file", value),
  };
}
