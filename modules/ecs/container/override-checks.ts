import type { Construct } from "constructs";
import type { Json } from "../../core";
import { isUnresolved } from "../../core/internal";
import { parseArn, parseEcrImage } from "../../facts";
import type { TaskContext } from "../delivery";
import * as rules from "../rules";
import type { JsonFields } from "./field";
import type { ContainerOverrides } from "./override-fields";

/** What ECS reads of a log configuration; any text may be an expression. */
type Log = Readonly<Record<string, Json>> & {
  readonly logDriver?: string;
  readonly options?: Readonly<Record<string, string>>;
};

/**
 * Checks the fields in `overrides` by the rules of the props that they replace: to ECS it makes no difference which of
 * the two set a field. Rules about the whole definition are in `checkContainer`.
 *
 * @param fields the definition as it will be registered
 */
export function checkOverrides(
  container: Construct,
  fields: JsonFields,
  overrides: ContainerOverrides,
  task: TaskContext,
): void {
  checkVariables(container, overrides);
  checkFiles(container, overrides, task);
  const { image, repositoryCredentials, credentialSpecs } = overrides;
  rules.imageName.enforce(container, "overrides.image", image);
  rules.ecrHost.enforce(container, "overrides.image", image?.split("/")[0]);
  const { credentialsParameter: login = "" } = repositoryCredentials ?? {};
  if (!isUnresolved(login) && parseArn(login)?.service === "ssm") {
    const prop = "overrides.repositoryCredentials";
    rules.registryCredentialsStore.enforce(container, prop, "ssm");
  }
  rules.credentialSpecText.enforce(container, "overrides.credentialSpecs", credentialSpecs);
  if (overrides.logConfiguration) {
    checkLog(container, (fields["logConfiguration"] ?? {}) as Log, overrides, task);
  }
}

/** The field for which ECS wants the task to have an execution role, by its name; undefined where nothing needs one. */
export function executionRoleFor(
  fields: JsonFields,
  { compatibility }: Pick<TaskContext, "compatibility">,
): string | undefined {
  const { secretOptions, logDriver } = (fields["logConfiguration"] ?? {}) as Log;
  const { image } = fields;
  const isFargate = compatibility === "FARGATE";
  const needs: Readonly<Record<string, boolean>> = {
    secrets: hasItems(fields["secrets"]),
    environmentFiles: hasItems(fields["environmentFiles"]),
    repositoryCredentials: fields["repositoryCredentials"] !== undefined,
    credentialSpecs: hasItems(fields["credentialSpecs"]),
    "logConfiguration.secretOptions": hasItems(secretOptions),
    // An instance has a role of its own for both.
    "logConfiguration.logDriver awslogs": isFargate && logDriver === "awslogs",
    "an image of Amazon ECR":
      isFargate && typeof image === "string" && parseEcrImage(image) !== undefined,
  };
  return Object.keys(needs).find((name) => needs[name]);
}

const hasItems = (list: unknown): boolean => Array.isArray(list) && list.length > 0;

function checkVariables(container: Construct, overrides: ContainerOverrides): void {
  const { environment = [], secrets = [], logConfiguration } = overrides;
  for (const { name } of environment) {
    rules.environmentVariableName.enforce(container, "overrides.environment", name);
  }
  for (const { name, valueFrom } of secrets) {
    rules.environmentVariableName.enforce(container, "overrides.secrets", name);
    rules.valueFrom.enforce(container, "overrides.secrets", valueFrom);
  }
  for (const { valueFrom } of logConfiguration?.secretOptions ?? []) {
    rules.valueFrom.enforce(container, "overrides.logConfiguration.secretOptions", valueFrom);
  }
}

function checkFiles(
  container: Construct,
  { environmentFiles = [], mountPoints = [], firelensConfiguration }: ContainerOverrides,
  { compatibility }: TaskContext,
): void {
  for (const { value } of environmentFiles) {
    rules.environmentFileArn.enforce(container, "overrides.environmentFiles", value);
  }
  for (const { containerPath } of mountPoints) {
    rules.mountPath.enforce(container, "overrides.mountPoints", containerPath);
  }
  const { "config-file-type": type, "config-file-value": path } =
    firelensConfiguration?.options ?? {};
  const prop = "overrides.firelensConfiguration.options";
  if (type !== undefined && !isUnresolved(type)) {
    rules.firelensConfigSource.enforce(container, prop, { compatibility, type });
  }
  if (type === "file") rules.firelensConfigPath.enforce(container, prop, path);
}

function checkLog(
  container: Construct,
  { logDriver: driver, options: rendered = {} }: Log,
  { logConfiguration: { options: own = {} } = {} }: ContainerOverrides,
  { compatibility }: TaskContext,
): void {
  const prop = "overrides.logConfiguration";
  if (driver === undefined || isUnresolved(driver)) return;
  rules.logDriverKnown.enforce(container, prop, { compatibility, driver });
  // The options as they were written: in the definition, a local of the stack stands for what only Terraform knows.
  const options = { ...rendered, ...own };
  if (driver === "awsfirelens") return;
  const size = options["max-buffer-size"];
  rules.logOptionMode.enforce(container, `${prop}.options.mode`, options["mode"]);
  rules.logOptionSize.enforce(container, `${prop}.options.max-buffer-size`, size);
  if (size !== undefined) {
    rules.logBufferMode.enforce(container, `${prop}.options`, options["mode"] ?? "left out");
  }
  if (driver !== "awslogs") return;
  rules.awslogsOptions.enforce(container, `${prop}.options`, options);
  rules.logEventStart.enforce(container, `${prop}.options`, {
    datetimeFormat: options["awslogs-datetime-format"],
    multilinePattern: options["awslogs-multiline-pattern"],
  });
  if (compatibility === "FARGATE") {
    rules.awslogsPrefix.enforce(container, `${prop}.options`, Object.keys(options));
  }
}
