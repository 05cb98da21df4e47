import { defineRule } from "../../core";
import { isUnresolved, kindOf } from "../../core/internal";
import { parseArn, parseValueFrom } from "../../facts";
import { isParameterName } from "../../ssm/internal";

const API = "https://docs.aws.amazon.com/AmazonECS/latest/APIReference";
const AWSLOGS = "https://docs.docker.com/engine/logging/drivers/awslogs/";

/** Every option of Docker's driver, and the one that ECS adds. */
const AWSLOGS_OPTIONS = [
  "awslogs-create-group",
  "awslogs-create-stream",
  "awslogs-credentials-endpoint",
  "awslogs-datetime-format",
  "awslogs-endpoint",
  "awslogs-force-flush-interval-seconds",
  "awslogs-format",
  "awslogs-group",
  "awslogs-max-buffered-events",
  "awslogs-multiline-pattern",
  "awslogs-region",
  "awslogs-stream",
  "awslogs-stream-prefix",
  "cache-compress",
  "cache-disabled",
  "cache-max-file",
  "cache-max-size",
  "max-buffer-size",
  "mode",
  "tag",
];

export const valueFrom = defineRule<string>({
  id: "ecs-value-from",
  demands:
    "be a parameter's name or ARN, or a secret's ARN with nothing or exactly `:json-key:version-stage:version-id` behind it",
  source: `${API}/API_Secret.html`,
  remedy: "A SecretReference in `secrets` or `secretOptions` writes it, and grants it, too.",
  broken: (text) => {
    // What is neither a name nor an ARN may be the value itself.
    const shown = text.startsWith("arn:") ? text : kindOf(text);
    if (/\s/.test(text) || text === "") return kindOf(text);
    // Only Terraform knows the task's account, so the ARN's own stands for it: any account is accepted here.
    const account = parseArn(text)?.account ?? "";
    const parsed = parseValueFrom(text, { partition: "aws", region: "", account });
    if (typeof parsed === "string") return `${text}: ${parsed}`;
    if (parsed.store === "ssm" && isParameterName(parsed.name) !== true) {
      return `${shown}: no parameter has such a name`;
    }
    return parsed.store === "s3" && `${text}: s3 is no store of secrets`;
  },
});

export const environmentFileArn = defineRule<string>({
  id: "ecs-environment-file-arn",
  demands: "be the ARN of an object of a bucket (`arn:…:s3:::BUCKET/KEY`) whose key ends in `.env`",
  source: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/use-environment-file.html",
  remedy: "The prop `environmentFiles` takes a bucket and a key, and grants it, too.",
  broken: (arn) => {
    const [, key = ""] = /^arn:[a-z-]+:s3:::[^/]+\/(.+)$/s.exec(arn) ?? [];
    return !key.endsWith(".env") || key.split("/").includes("..");
  },
});

export const credentialSpecText = defineRule<readonly string[]>({
  id: "ecs-credential-spec-text",
  demands:
    "be one ARN of a parameter or of an object behind `credentialspec:` or `credentialspecdomainless:`",
  source: `${API}/API_ContainerDefinition.html`,
  remedy: "The prop `credentialSpec` writes it, and grants it, too.",
  broken: (specs) => {
    if (specs.length !== 1) return `${specs.length} of them`;
    const wrong = specs.find(
      (spec) => !/^credentialspec(domainless)?:arn:[a-z-]+:(s3|ssm):.+$/.test(spec),
    );
    return wrong !== undefined && JSON.stringify(wrong);
  },
});

export const executionRoleGiven = defineRule<string>({
  id: "ecs-override-execution-role",
  demands:
    "leave what ECS reads, pulls or logs with the execution role to the props, where the task has no such role: ECS refuses to register it",
  source:
    "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_execution_IAM_role.html",
  remedy:
    "Use the prop (`secrets`, `environmentFiles`, `image`, `logging`), which makes the role and grants, too; or give `executionRole`.",
  broken: (needed) => needed,
});

export const logOptionMode = defineRule<string>({
  id: "ecs-log-mode",
  demands: "be blocking or non-blocking",
  source: `${API}/API_LogConfiguration.html`,
  remedy: "Leave it out for the account's setting.",
  broken: (mode) => mode !== "blocking" && mode !== "non-blocking",
});

export const logOptionSize = defineRule<string>({
  id: "ecs-log-buffer-text",
  demands: "be a whole number with k, m or g behind it",
  source: `${API}/API_LogConfiguration.html`,
  remedy: "Write it like 25m.",
  broken: (size) => !/^[1-9]\d*[kmg]?b?$/i.test(size),
});

/** The options of `awslogs` as they will be registered. */
export const awslogsOptions = defineRule<Readonly<Record<string, string>>>({
  id: "ecs-log-awslogs-options",
  demands:
    "be options that the driver has, among them `awslogs-group` and `awslogs-region`, without `awslogs-create-group`: the execution role may make no group, and one that the driver made would keep its events for ever",
  source: AWSLOGS,
  remedy: "Make a LogGroup and give it to LogDriver.awsLogs({ logGroup }).",
  broken: (options) => {
    const names = Object.keys(options).filter((name) => !isUnresolved(name));
    const unknown = names.find((name) => !AWSLOGS_OPTIONS.includes(name));
    if (unknown !== undefined) return unknown;
    const create = options["awslogs-create-group"] ?? "false";
    if (isUnresolved(create)) return "awslogs-create-group that only Terraform knows";
    if (create !== "false") return `awslogs-create-group ${JSON.stringify(create)}`;
    const missing = ["awslogs-group", "awslogs-region"].find((name) => !names.includes(name));
    const mayHave = Object.keys(options).some((name) => isUnresolved(name));
    return missing !== undefined && !mayHave && `none of ${missing}`;
  },
});

export const awslogsPrefix = defineRule<readonly string[]>({
  id: "ecs-log-awslogs-prefix",
  demands: "have `awslogs-stream-prefix` on Fargate",
  source: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/using_awslogs.html",
  remedy: "LogDriver.awsLogs() sets it to the container's name.",
  broken: (names) =>
    !isUnresolved(names) &&
    !names.includes("awslogs-stream-prefix") &&
    `only ${names.join(", ") || "no options"}`,
});
