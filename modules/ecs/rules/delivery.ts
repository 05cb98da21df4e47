import { posix } from "node:path";
import { defineRule, type SecretShape } from "../../core";
import { findSecret, isUnresolved, isWhole } from "../../core/internal";

const SECRETS =
  "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/secrets-envvar-secrets-manager.html";

export const versionSelector = defineRule<{
  readonly versionStage?: string;
  readonly versionId?: string;
}>({
  id: "ecs-secret-version-selector",
  demands: "select a version by `versionStage` or by `versionId`, not by both",
  source: SECRETS,
  remedy: "Remove one; without either the current version is read.",
  broken: ({ versionStage, versionId }) =>
    versionStage !== undefined &&
    versionId !== undefined &&
    `stage ${versionStage} and id ${versionId}`,
});

export const selectorText = defineRule<string>({
  id: "ecs-secret-selector-text",
  demands: "be non-empty and hold no `:`, which separates the parts of `valueFrom`",
  source: SECRETS,
  remedy: "Rename the JSON key.",
  broken: (part) => part === "" || part.includes(":"),
});

export const jsonKeyExists = defineRule<{ readonly jsonKey: string; readonly shape: SecretShape }>({
  id: "ecs-secret-json-key",
  demands: "be a key that the secret's JSON value has",
  source: SECRETS,
  remedy: "Read the whole secret, or add the key to its SecretValue.json().",
  broken: ({ jsonKey, shape }) => {
    if (shape.kind === "unknown" || isUnresolved(jsonKey)) return false;
    if (shape.kind === "text") return `${jsonKey} of a secret that is not JSON`;
    return !shape.keys.includes(jsonKey) && `${jsonKey} (it has ${shape.keys.join(", ")})`;
  },
});

/** A plain text in a task definition, as opposed to a reference to a secret. */
export interface PlainTextPlace {
  readonly text: string;
  /** Name of the variable, label or option that holds it; none for an argument. */
  readonly name?: string;
  /** The code to write instead, as a sentence without its full stop. */
  readonly instead: string;
  /** Whether all of the app is there. @default - what is told at synthesis alone is left out */
  readonly isSynthesized?: boolean;
}

export const plainTextNoSecret = defineRule<PlainTextPlace>({
  id: "ecs-plain-text",
  demands: "hold no secret: anyone who may describe the task definition reads it",
  source: "https://docs.aws.amazon.com/securityhub/latest/userguide/ecs-controls.html#ecs-8",
  remedy: 'What is no secret is written PlainText.of("…", { reason: "…" }).',
  broken: ({ text, name, instead, isSynthesized }) => {
    const found = findSecret(text, name, isSynthesized);
    return found !== undefined && `${found}. ${instead}`;
  },
});

const VOLUMES =
  "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/using_data_volumes.html";
const DEPENDENCY =
  "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDefinition.html";
const INIT_CONTAINER = "decision 12";

/** Folders whose contents images bring and need: a mount would hide them. */
const OF_THE_IMAGE =
  /^\/((bin|boot|etc|home|lib|lib32|lib64|root|run|sbin|tmp|usr|var)(\/\.)?|etc\/ssl(\/certs)?|usr\/(bin|lib|lib64|local|sbin|share)|usr\/local\/(bin|lib)|var\/(lib|log|run|tmp)|(dev|proc|sys)(\/.*)?)?$/;

export const secretFileKnown = defineRule<boolean>({
  id: "ecs-secret-file-known",
  demands: "be known when the app is synthesized, because volumes follow from it",
  source: VOLUMES,
  remedy: "Write the path as a plain text.",
  broken: (known) => !known && "a path that only Terraform knows",
});

export const secretFilePath = defineRule<string>({
  id: "ecs-secret-file-path",
  demands:
    "be the absolute path of a file, without `..`, `.`, `//`, `:`, control characters or a `/` at its end",
  source: VOLUMES,
  remedy: "Write it like /run/secrets/tls.key.",
  broken: (path) =>
    // Control characters would break the lines of the init container's log.
    !/^(\/[^/:\p{Cc}]+)+$/u.test(path) || posix.normalize(path) !== path,
});

export const secretFileUnique = defineRule<{
  readonly path: string;
  readonly others: readonly string[];
}>({
  id: "ecs-secret-file-unique",
  demands: "name each file once",
  source: VOLUMES,
  remedy: "Remove one, or put it under another name.",
  broken: ({ path, others }) => {
    const same = others.find((other) => posix.normalize(other) === posix.normalize(path));
    return same !== undefined && `two files at ${posix.normalize(path)}`;
  },
});

export const secretFileDirectory = defineRule<{
  readonly path: string;
  readonly others: readonly string[];
}>({
  id: "ecs-secret-file-directory",
  demands: "not lie below another file",
  source: VOLUMES,
  remedy: "Rename one of the two.",
  broken: ({ path, others }) => {
    const file = others.find((other) => path.startsWith(`${other}/`));
    return file !== undefined && `${path} below the file ${file}`;
  },
});

export const secretFileHides = defineRule<string>({
  id: "ecs-secret-file-hides",
  demands:
    "lie in a directory of its own: the volume hides everything that the image has in that directory",
  source: VOLUMES,
  remedy: "Use a directory such as /run/secrets.",
  broken: (path) => {
    const directory = posix.dirname(path);
    return OF_THE_IMAGE.test(directory) && `${path}, which would hide ${directory}`;
  },
});

export const secretFileMount = defineRule<{
  readonly directory: string;
  readonly mounts: Readonly<Record<string, { readonly readOnly?: unknown }>>;
}>({
  id: "ecs-secret-file-mount",
  demands: "lie in directories that no mount replaces, needs a folder in, or holds read-only",
  source: VOLUMES,
  remedy: "Move the files or the mount.",
  broken: ({ directory, mounts }) => {
    const clash = Object.entries(mounts).find(([mount, { readOnly = false }]) => {
      const below = `${mount.replace(/\/+$/, "")}/`;
      // Inside a read-only volume, no folder can be made to mount the volume of the files on.
      return (
        below.startsWith(`${directory}/`) ||
        (readOnly === true && `${directory}/`.startsWith(below))
      );
    });
    return clash !== undefined && `files in ${directory} with a mount at ${clash[0]}`;
  },
});

export const secretFileUser = defineRule<{ readonly user?: string }>({
  id: "ecs-secret-file-user",
  demands:
    "be given where there are `secretFiles`: they belong to this user alone, and the image may run as another one than root",
  source: INIT_CONTAINER,
  remedy:
    "`docker image inspect --format '{{.Config.User}}' IMAGE` prints the image's; write its number, such as 1000, or 0 for root.",
  broken: ({ user }) => user === undefined && "none",
});

export const secretFileOwner = defineRule<string>({
  id: "ecs-secret-file-owner",
  demands: "be the number of a user (or USER:GROUP) where there are `secretFiles`",
  source: INIT_CONTAINER,
  remedy:
    "The files belong to this user, whose name only the application's image knows: write its number, such as 1000 or 1000:1000.",
  broken: (user) => !/^\d{1,10}(:\d{1,10})?$/.test(user),
});

export const secretFileWhole = defineRule<{ readonly jsonKey?: string }>({
  id: "ecs-secret-file-whole",
  demands: "be a whole secret: nothing in the AWS CLI's image can take JSON apart byte by byte",
  source: INIT_CONTAINER,
  remedy: "Give the key a secret of its own, deliver it as a variable, or read JSON in the app.",
  broken: ({ jsonKey }) => jsonKey !== undefined && `the JSON key ${jsonKey}`,
});

export const secretFilesTimeout = defineRule<{
  readonly seconds: number;
  readonly compatibility: string;
}>({
  id: "ecs-secret-files-timeout",
  demands: "be a whole number of seconds from 1, on Fargate from 2 to 120",
  source: DEPENDENCY,
  remedy: "Leave it out for 120.",
  broken: ({ seconds, compatibility }) => {
    if (isUnresolved(seconds)) return false;
    const [least, most] = compatibility === "FARGATE" ? [2, 120] : [1, Infinity];
    return !isWhole(seconds, least, most) && String(seconds);
  },
});

export const secretFilesNetwork = defineRule<string>({
  id: "ecs-secret-files-network",
  demands: "be a mode with a network where there are `secretFiles`, which are fetched over it",
  source: INIT_CONTAINER,
  remedy: "Use awsvpc, or the variables of `secrets`, which ECS itself fetches.",
  broken: (mode) => mode === "none",
});

export const secretFilesContainer = defineRule<string>({
  id: "ecs-secret-files-container",
  demands: "leave room for the `-secret-files` of its init container: at most 242 characters",
  source: DEPENDENCY,
  remedy: "Shorten the container's name.",
  broken: (name) => name.length > 255 - "-secret-files".length && `${name.length} characters`,
});

const FARGATE =
  "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-linux-gmsa.html";
const EC2 = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/linux-gmsa.html";
const AGENT =
  "https://github.com/aws/amazon-ecs-agent/blob/master/agent/taskresource/credentialspec/credentialspec_linux.go";
const USER_KEYS = ["username", "password", "domainName"];

export const credentialSpecJoined = defineRule<{
  readonly compatibility: string;
  readonly hasDomainUser: boolean;
}>({
  id: "ecs-credential-spec-joined",
  demands: "name a user of the domain on Fargate, which joins no domain itself",
  source: FARGATE,
  remedy: "Set `domainUser` to the secret that the specification names as its CredentialArn.",
  broken: ({ compatibility, hasDomainUser }) =>
    compatibility === "FARGATE" && !hasDomainUser && "none on Fargate",
});

export const credentialSpecUser = defineRule<{
  readonly store: "secretsmanager" | "ssm";
  readonly selectsPart: boolean;
  readonly shape: SecretShape;
}>({
  id: "ecs-credential-spec-user",
  demands: `be a whole secret of Secrets Manager, JSON with ${USER_KEYS.join(", ")}`,
  source: EC2,
  remedy:
    "Make a SecretsManagerSecret with SecretValue.json() of these keys; leave out jsonKey, versionStage and versionId.",
  broken: ({ store, selectsPart, shape }) => {
    if (store === "ssm") return "a parameter of Parameter Store";
    if (selectsPart) return "a part or a version of one";
    if (shape.kind === "unknown") return false;
    if (shape.kind === "text") return "a secret that is not JSON";
    const missing = USER_KEYS.filter((key) => !shape.keys.includes(key));
    return missing.length > 0 && `JSON without ${missing.join(" and ")}`;
  },
});

export const credentialSpecUserRegion = defineRule<{
  readonly region: string;
  readonly arn: string;
}>({
  id: "ecs-credential-spec-user-region",
  demands: "be a secret of the task's own Region, where the agent asks for it",
  source: AGENT,
  remedy: "Replicate the secret there, and name the replica's ARN in the specification.",
  broken: ({ region, arn }) => {
    const own = arn.split(":")[3] ?? region;
    return !isUnresolved([region, own, arn]) && own !== region && arn;
  },
});

export const credentialSpecPlace = defineRule<{
  readonly region: string;
  readonly account: string;
  readonly arn: string;
}>({
  id: "ecs-credential-spec-place",
  demands: "be a parameter of the task's own account and Region, where the agent asks for its name",
  source: AGENT,
  remedy: "Put a copy there, or use an object of a bucket.",
  broken: ({ region, account, arn }) => {
    if (isUnresolved([region, account, arn])) return false;
    const [, , , ownRegion, ownAccount] = arn.split(":");
    return (ownRegion !== region || ownAccount !== account) && arn;
  },
});

export const sourceStore = defineRule<{ readonly isRight: boolean; readonly got: string }>({
  id: "secret-reference-source",
  demands:
    "be a secret of Secrets Manager for SecretReference.fromSecretsManager(), a parameter for SecretReference.fromSsmParameter()",
  source: "decision 11",
  remedy:
    "Write SecretReference.fromSsmParameter(parameter) for a SecureStringParameter, SecretReference.fromSecretsManager(secret) for a SecretsManagerSecret.",
  broken: ({ isRight, got }) => !isRight && got,
});
