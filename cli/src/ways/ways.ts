import type { ContainerDefinition } from "@aws-sdk/client-ecs";
import {
  formatArn,
  parseArn,
  parseSecretFiles,
  parseValueFrom,
  secretNameOf,
  type AwsPlace,
  type ValueFrom,
} from "../../../modules/facts";

/** A place in a container definition where a secret is named. */
export interface Mention {
  /** What receives it, such as `DB_PASSWORD`. */
  readonly target: string;
  readonly valueFrom: string;
}

/** Which role of a task reads a secret: the one that starts the task, or the application's own. */
export type Reader = "execution" | "task";

/** A way in which secrets are delivered before a container starts. */
export interface Way {
  readonly name: string;
  readonly reader: Reader;
  /** A role that must not be able to read it. @default - none */
  readonly deniedTo?: Reader;
  /** Whether it reads whole secrets, byte by byte: binary ones, too, but no JSON keys. @default false */
  readonly readsWhole?: boolean;
  /** Every secret that a container names in this way. */
  mentions(container: ContainerDefinition): readonly Mention[];
  /** Takes the text of a mention apart. @default - as any other `valueFrom` */
  parse?(valueFrom: string, task: AwsPlace): ValueFrom | string;
}

/** What a mention names. @returns what is wrong with its text, where the agent would refuse it */
export function parseMention(way: Way, valueFrom: string, task: AwsPlace): ValueFrom | string {
  return way.parse ? way.parse(valueFrom, task) : parseValueFrom(valueFrom, task);
}

/** `secrets`: variables of the container. */
export const environmentVariables: Way = {
  name: "variable",
  reader: "execution",
  mentions: (container) =>
    (container.secrets ?? []).map(({ name = "", valueFrom = "" }) => ({ target: name, valueFrom })),
};

/** `environmentFiles`: variables in an object of a bucket. */
export const environmentFiles: Way = {
  name: "environment file",
  reader: "execution",
  mentions: (container) =>
    (container.environmentFiles ?? []).map(({ value: valueFrom = "" }) => ({
      target: "variables",
      valueFrom,
    })),
};

/**
 * `credentialSpecs`: the specification of a service account of Active Directory. One on the instance's own disk is no
 * matter of a role, and the secret of a user stands in the specification alone.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/linux-gmsa.html
 */
export const credentialSpecs: Way = {
  name: "credential specification",
  reader: "execution",
  readsWhole: true,
  mentions: (container) =>
    (container.credentialSpecs ?? []).flatMap((spec) => {
      const [, valueFrom] = /^credentialspec(?:domainless)?:(arn:.+)$/.exec(spec) ?? [];
      return valueFrom === undefined ? [] : [{ target: "Active Directory", valueFrom }];
    }),
};

/** `logConfiguration.secretOptions`: options of the log driver. */
export const logOptions: Way = {
  name: "log option",
  reader: "execution",
  mentions: (container) =>
    (container.logConfiguration?.secretOptions ?? []).map(({ name = "", valueFrom = "" }) => ({
      target: name,
      valueFrom,
    })),
};

/**
 * `repositoryCredentials`: the login for the image's registry.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_RepositoryCredentials.html
 */
export const registryCredentials: Way = {
  name: "registry login",
  reader: "execution",
  mentions: (container) => {
    const valueFrom = container.repositoryCredentials?.credentialsParameter;
    return valueFrom === undefined ? [] : [{ target: "image pull", valueFrom }];
  },
  // Despite the field's name, a text that is not an ARN is the name of a secret in Secrets Manager.
  parse: (valueFrom, task) => {
    if (parseArn(valueFrom) ?? valueFrom.startsWith("arn:")) return parseValueFrom(valueFrom, task);
    const { region, account } = task;
    const resource = `secret:${valueFrom}`;
    const arn = formatArn({ ...task, service: "secretsmanager", resource });
    return { store: "secretsmanager", arn, region, account };
  },
};

/** Files that an init container fetches, as its command names them. */
export const secretFiles: Way = {
  name: "file",
  reader: "task",
  readsWhole: true,
  mentions: ({ command = [] }) =>
    parseSecretFiles(command).map(({ path, valueFrom }) => ({ target: path, valueFrom })),
};

/** Variables that say where in a bucket the application reads its secrets itself: `s3://<bucket>/<prefix>/`. */
export const objects: Way = {
  name: "objects",
  reader: "task",
  deniedTo: "execution",
  readsWhole: true,
  mentions: ({ environment = [] }) =>
    environment
      .filter(({ value = "" }) => /^s3:\/\/[^/]+\/.+\/$/.test(value))
      .map(({ name = "", value = "" }) => ({ target: name, valueFrom: value })),
};

/** Every way that is checked. */
export const ways: readonly Way[] = [
  environmentVariables,
  environmentFiles,
  credentialSpecs,
  logOptions,
  registryCredentials,
  secretFiles,
  objects,
];

/** Where a secret comes from, as reports show it: `secret orders/db · password`. */
export function describeSource(reference: ValueFrom): string {
  if (reference.store === "ssm") return `parameter ${reference.name}`;
  if (reference.store === "s3") return `s3://${reference.bucket}/${reference.key}`;
  const { arn, jsonKey, versionStage, versionId } = reference;
  const version = versionStage ?? versionId;
  return `secret ${secretNameOf(arn)}${jsonKey ? ` · ${jsonKey}` : ""}${version ? ` @ ${version}` : ""}`;
}
