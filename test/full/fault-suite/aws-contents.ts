import type { LocalAws } from "../../../cli/src/local-aws";
import { TARGET } from "../../support/local-scenario";
import { lastingName } from "./lasting";

/** What one service lists, and how the names are found in its answer. */
interface List {
  readonly what: string;
  readonly service: string;
  /** Of the JSON protocol, or of the form. */
  readonly operation?: string;
  readonly path?: string;
  readonly body?: object;
  readonly name: RegExp;
}

const NAME = /"Name": ?"([^"]+)"/g;

/** Everything that the modules make; grants and settings of a thing go with it. */
const LISTS: readonly List[] = [
  {
    what: "secret",
    service: "secretsmanager",
    operation: "secretsmanager.ListSecrets",
    name: NAME,
  },
  { what: "parameter", service: "ssm", operation: "AmazonSSM.DescribeParameters", name: NAME },
  {
    what: "key",
    service: "kms",
    operation: "TrentService.ListKeys",
    name: /"KeyId": ?"([^"]+)"/g,
  },
  {
    what: "alias",
    service: "kms",
    operation: "TrentService.ListAliases",
    name: /"AliasName": ?"alias\/(?!aws\/)([^"]+)"/g,
  },
  {
    what: "log group",
    service: "logs",
    operation: "Logs_20140328.DescribeLogGroups",
    name: /"logGroupName": ?"([^"]+)"/g,
  },
  {
    what: "queue",
    service: "sqs",
    operation: "AmazonSQS.ListQueues",
    name: /\/\d+\/([\w-]+)"/g,
  },
  { what: "rule", service: "events", operation: "AWSEvents.ListRules", name: NAME },
  {
    what: "state machine",
    service: "states",
    operation: "AWSStepFunctions.ListStateMachines",
    name: /"name": ?"([^"]+)"/g,
  },
  {
    what: "managed policy",
    service: "iam",
    body: { Action: "ListPolicies", Scope: "Local", Version: "2010-05-08" },
    name: /<PolicyName>([^<]+)</g,
  },
  {
    what: "alarm",
    service: "monitoring",
    body: { Action: "DescribeAlarms", Version: "2010-08-01" },
    name: /<AlarmName>([^<]+)</g,
  },
  { what: "schedule", service: "scheduler", path: "/schedules", name: NAME },
  { what: "bucket", service: "s3", path: "/", name: /<Name>([^<]+)</g },
  {
    what: "function",
    service: "lambda",
    path: "/2015-03-31/functions/",
    name: /"FunctionName": ?"([^"]+)"/g,
  },
];

/** What AWS has: a line for each thing, such as `secret orders/db`; of roles also which policies they have. */
export async function awsContents(
  aws: LocalAws,
  regions: readonly string[] = [TARGET.region],
): Promise<readonly string[]> {
  const found: string[] = [];
  for (const region of regions) {
    for (const list of LISTS) {
      const answer = await ask(aws, region, list);
      const names = [...answer.matchAll(list.name)].map(([, name = ""]) => name);
      for (const name of new Set(names)) {
        if (list.what === "key" && (await isGoing(aws, region, name))) continue;
        found.push(`${list.what} ${lastingName(name)}`);
      }
    }
    found.push(...(await clusters(aws, region)));
  }
  found.push(...(await roles(aws)));
  return [...new Set(found)].sort();
}

/** The task definitions that schedules start now. */
export async function scheduledTasks(
  aws: LocalAws,
  schedules: readonly string[] = [],
): Promise<readonly string[]> {
  const found: string[] = [];
  for (const name of schedules) {
    const path = `/schedules/${name}`;
    const told = await ask(aws, TARGET.region, { service: "scheduler", path }).catch(() => "");
    const task = /"TaskDefinitionArn": ?"([^"]+)"/.exec(told)?.[1];
    if (task !== undefined) found.push(task);
  }
  return found;
}

async function isGoing(aws: LocalAws, region: string, KeyId: string): Promise<boolean> {
  const operation = "TrentService.DescribeKey";
  const told = await ask(aws, region, { service: "kms", operation, body: { KeyId } });
  return told.includes("PendingDeletion");
}

/** The local AWS also lists what was deleted. */
async function clusters(aws: LocalAws, region: string): Promise<readonly string[]> {
  const call = (operation: string, body: object = {}): Promise<string> =>
    ask(aws, region, {
      service: "ecs",
      operation: `AmazonEC2ContainerServiceV20141113.${operation}`,
      body,
    });
  const found: string[] = [];
  for (const [, cluster = ""] of (await call("ListClusters")).matchAll(/:cluster\/([\w-]+)"/g)) {
    const described = await call("DescribeClusters", { clusters: [cluster] });
    if (described.includes('"ACTIVE"')) found.push(`cluster ${cluster}`);
    const listed = await call("ListServices", { cluster });
    for (const [, service = ""] of listed.matchAll(/:service\/[\w-]+\/([\w-]+)"/g)) {
      const told = await call("DescribeServices", { cluster, services: [service] });
      if (told.includes('"ACTIVE"')) found.push(`service ${cluster}/${service}`);
    }
  }
  return found;
}

async function roles(aws: LocalAws): Promise<readonly string[]> {
  const body = {
    Action: "GetAccountAuthorizationDetails",
    "Filter.member.1": "Role",
    Version: "2010-05-08",
  };
  const details = await ask(aws, TARGET.region, { service: "iam", body });
  return details.split("<RoleName>").flatMap((part, index) => {
    if (index === 0) return [];
    const role = /^[^<]+/.exec(part)?.[0] ?? "";
    const policies = [...part.matchAll(/<PolicyName>([^<]+)</g)].map(([, name = ""]) => name);
    const lines = policies.map((policy) => `role ${role} policy ${lastingName(policy)}`);
    // One more of the same grant is one that no state knows.
    const again = lines.map(
      (line, at) => `${line}${" again".repeat(lines.indexOf(line) < at ? 1 : 0)}`,
    );
    return [`role ${role}`, ...again];
  });
}

/** Past all proxies of the test; the local AWS checks no signature, but finds the service in it. */
async function ask(
  { endpoint, clientConfig }: LocalAws,
  region: string,
  { service, operation, path, body }: Pick<List, "service" | "operation" | "path" | "body">,
): Promise<string> {
  const scope = `Credential=${clientConfig.credentials.accessKeyId}/20260101/${region}/${service}/aws4_request`;
  const authorization = `AWS4-HMAC-SHA256 ${scope}, SignedHeaders=host, Signature=none`;
  const isForm = operation === undefined && body !== undefined;
  const answer = await fetch(new URL(path ?? "/", endpoint), {
    method: path === undefined ? "POST" : "GET",
    headers: {
      authorization,
      "x-amz-date": "20260101T000000Z",
      ...(operation === undefined ? {} : { "x-amz-target": operation }),
      ...(path === undefined
        ? {
            "content-type": isForm
              ? "application/x-www-form-urlencoded"
              : "application/x-amz-json-1.1",
          }
        : {}),
    },
    ...(path === undefined
      ? { body: isForm ? new URLSearchParams({ ...body }).toString() : JSON.stringify(body ?? {}) }
      : {}),
  });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${service} ${operation ?? path ?? ""}: ${text}`);
  return text;
}
