import { found, type Reading } from "../../../../cli/src/aws";
import { runChecks, TaskReference, type Check, type Facts } from "../../../../cli/src/delivery";
import type { RoleAsRead, TaskRole } from "../../../../cli/src/delivery/role";
import type { StoredSecret } from "../../../../cli/src/delivery/stores";
import { environmentVariables, type Reader, type Way } from "../../../../cli/src/ways/ways";
import { parseValueFrom } from "../../../../modules/facts";
import { ACCOUNT, allow, KEY, policy, READ, ROLE, ROOT, SECRET } from "../../policy/policies";

export const LOCATION = { partition: "aws", region: "eu-west-1", account: ACCOUNT };

/** What AWS answers a caller that may not ask. */
export const REFUSED = {
  state: "unknown",
  why: "you may not call it",
  permission: "iam:GetRolePolicy",
} as const;

/** What is not as it should be; without it, everything is. */
export interface World {
  readonly valueFrom?: string;
  readonly way?: Way;
  readonly secret?: Partial<StoredSecret>;
  /** What its store answers in each Region, instead of `secret`. */
  readonly answers?: Readonly<Record<string, Reading<StoredSecret>>>;
  readonly role?: Partial<RoleAsRead>;
  /** The other role of the task. @default - it may read nothing */
  readonly other?: Partial<RoleAsRead>;
  /** What is read. @default - values are not */
  readonly value?: Reading<string | Uint8Array>;
  readonly simulate?: Facts["simulate"];
}

/** A secret that can be read. */
export function storedSecret(settings: Partial<StoredSecret> = {}): StoredSecret {
  return {
    title: "secret app/api",
    action: READ,
    resourceArn: SECRET,
    resourcePolicy: found(undefined),
    key: found({ arn: KEY, account: ACCOUNT, state: "Enabled", policy: found(keyPolicy()) }),
    encryptionContext: { key: "SecretARN", value: SECRET },
    fetch: () => Promise.reject(new Error("nobody asked for the value")),
    ...settings,
  };
}

/** The policy of a key that delegates to IAM. */
export function keyPolicy(): ReturnType<typeof policy> {
  return policy(allow({ Principal: { AWS: ROOT }, Action: "kms:*" }));
}

/** A role that may read. */
export function roleAsRead(settings: Partial<RoleAsRead> = {}): RoleAsRead {
  const Principal = { Service: "ecs-tasks.amazonaws.com" };
  return {
    arn: ROLE,
    trust: policy({ Effect: "Allow", Principal, Action: "sts:AssumeRole" }),
    identity: found([policy(allow({ Action: [READ, "kms:Decrypt"] }))]),
    boundary: found(undefined),
    ...settings,
  };
}

/** A secret on its way to the variable `PASSWORD` of `web`. */
export function subjectOf(world: World = {}): TaskReference {
  const { valueFrom = SECRET, way = environmentVariables, answers, value } = world;
  const facts: Facts = {
    readsValues: value !== undefined,
    ...(world.simulate ? { simulate: world.simulate } : {}),
    role: () => Promise.reject(new Error("the roles are given")),
    secret: async ({ region }) => answers?.[region] ?? found(storedSecret(world.secret)),
    value: async () => value ?? found(""),
  };
  const reference = parseValueFrom(valueFrom, LOCATION);
  const mention = { container: "web", way, target: "PASSWORD", valueFrom, reference };
  const role = (reader: Reader, settings: Partial<RoleAsRead> | undefined): TaskRole => ({
    reader,
    location: LOCATION,
    arn: ROLE,
    read: async () => found(roleAsRead(settings)),
  });
  const nothing = { identity: found([]) };
  const own = way.reader;
  return new TaskReference(facts, mention, LOCATION, {
    execution: role("execution", own === "execution" ? world.role : (world.other ?? nothing)),
    task: role("task", own === "task" ? world.role : (world.other ?? nothing)),
  });
}

/** What checks say: `check state: finding`. */
export async function said<Subject>(
  checks: readonly Check<Subject>[],
  subject: Subject,
): Promise<readonly string[]> {
  const verdicts = await runChecks(checks, subject);
  return verdicts.map(({ check, state, finding }) => `${check} ${state}: ${finding}`);
}
