import type { Construct } from "constructs";
import { jsonEmbedded, type Json } from "../../core";
import type { ContainerWay } from "../container-part";
import type { FirelensConfigFile } from "../firelens-router";
import { firelensConfigPath, firelensConfigSource, firelensRouterLogging } from "../rules";
import type { TaskContext } from "../task-context";

/** `firelensRouter`: the container that routes the output of the others; the execution role reads its configuration. */
export const firelensRouter: ContainerWay = (container, props, task) => {
  const { firelensRouter: router, logging } = props;
  if (!router) return undefined;
  firelensRouterLogging.enforce(container, "logging", logging?.driverName);
  const { configFile, enableEcsLogMetadata } = router.options ?? {};
  const options = {
    ...(configFile && configOptions(container, task, configFile)),
    ...(enableEcsLogMetadata !== undefined && {
      "enable-ecs-log-metadata": String(enableEcsLogMetadata),
    }),
  };
  return {
    fields: {
      firelensConfiguration: {
        type: router.type,
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
