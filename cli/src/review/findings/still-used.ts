import { decide, parsePolicy, type PolicyDocument } from "../../policy";
import {
  isKey,
  isMarked,
  isObject,
  isSecret,
  mayChange,
  secretName,
  textIn,
  type Plan,
  type ResourceChange,
  type StackInput,
  type Values,
} from "../plan";
import type { FindingContext, FindingRule, Observation } from "./finding-rule";
import { isEncryptedAnew } from "./order-of-change";

/**
 * Terraform applies one stack after the other: what the first one takes away, the next one still uses until then. Within one
 * stack it is used by what names it as somebody else's from now on, and by a service that another program rolls out.
 */
export const stillUsed: FindingRule = {
  id: "STILL-USED",
  severity: "high",
  title: "What is still used goes, or gets a key that readers in another stack are not granted yet",
  find: (context) => {
    const { changes } = context.input.plan;
    const gone = changes.flatMap((change) => (goes(change) ? (thingOf(change) ?? []) : []));
    const encrypted = changes.filter((change) => isSecret(change) && isEncryptedAnew(change));
    if (gone.length === 0 && encrypted.length === 0) return [];
    const stays = usesOf(context.input.plan, "after");
    const left = new Set(changes.map(({ type, after }) => `${type} ${textIn(after?.["name"])}`));
    const kept = gone
      .filter((thing) => thing.isUsed(stays))
      // What is made in its place, under its name, is there again.
      .filter(({ change: { type, before } }) => !left.has(`${type} ${textIn(before?.["name"])}`));
    const here = kept.map((thing) => told(thing));
    const elsewhere = others(context).flatMap(({ name, uses }) => [
      ...gone.filter((thing) => thing.isUsed(uses)).map((thing) => told(thing, name)),
      ...encrypted.filter((change) => shutsOut(change, uses)).map((change) => shut(change, name)),
    ]);
    return [...here, ...elsewhere];
  },
};

/** What a stack uses, as its state tells. */
interface Uses {
  /** Container definitions and policies, which name secrets. */
  readonly texts: string;
  /** ARNs of keys and roles that resources name in attributes of their own. */
  readonly arns: ReadonlySet<string>;
  /** Documents of the policies of each role, and those of each managed policy. */
  readonly policies: readonly (readonly PolicyDocument[])[];
}

interface Thing {
  readonly change: ResourceChange;
  /** As the sentence begins with it. */
  readonly what: string;
  /** What cannot be done until the other stack is applied. */
  readonly lacks: string;
  isUsed(uses: Uses): boolean;
}

function thingOf(change: ResourceChange): Thing | undefined {
  const arn = textIn(change.before?.["arn"]);
  if (change.mode !== "managed" || arn === undefined) return undefined;
  if (isSecret(change)) {
    const what = secretName(change, "before");
    const isUsed = ({ texts }: Uses): boolean => isNamed(change, arn, texts);
    return { change, what, lacks: "its tasks cannot read it", isUsed };
  }
  const isUsed = ({ arns }: Uses): boolean => arns.has(arn);
  if (isKey(change)) {
    return { change, what: "The key", lacks: "nothing that it encrypts there can be read", isUsed };
  }
  if (change.type !== "aws_iam_role") return undefined;
  return { change, what: "The role", lacks: "no task that runs with it can start", isUsed };
}

/** @param stack that uses it. @default - the one that is reviewed */
function told({ change, what, lacks }: Thing, stack?: string): Observation {
  const ends = change.action === "delete" ? "deleted" : "replaced";
  const subject = change.label;
  if (stack === undefined) {
    return {
      subject,
      text: `${what} is ${ends}, and after the apply this stack still uses it: ${lacks}.`,
      remedy:
        "Let Terraform forget it with a `removed` block where somebody else looks after it from now on; where another program rolls the service out, make the new one beside it, and remove this one once the service has moved.",
    };
  }
  return {
    subject,
    text: `${what} is ${ends}, and the stack ${stack} still uses it: until that stack is applied, ${lacks}.`,
    remedy:
      "Make the new one beside it, apply the stacks that use it, and remove this one by an apply after that.",
  };
}

function shut(change: ResourceChange, stack: string): Observation {
  return {
    subject: change.label,
    text: `${secretName(change, "before")} is encrypted with another key, for which readers in the stack ${stack} have no grant yet: until that stack is applied, their tasks cannot read it.`,
    remedy:
      "Grant the new key first (with these modules: name it as the `successor` of the old one), apply all stacks, and change the key by the next apply.",
  };
}

function goes({ action, leavesOld }: ResourceChange): boolean {
  return (action === "delete" || action === "replace") && leavesOld !== true;
}

const KEY_ATTRIBUTES = ["kms_key_id", "key_id"];

/** The key before, and the one after; of one that is not made yet something like its ARN. */
function keysOf({
  before,
  after,
  afterUnknown,
}: ResourceChange): readonly [old: string, now: string] | undefined {
  for (const attribute of KEY_ATTRIBUTES) {
    const old = textIn(before?.[attribute]);
    if (old === undefined) continue;
    const isUnknown = isMarked(afterUnknown, attribute);
    const now = isUnknown ? old.replace(/[^/]*$/, "not-made-yet") : textIn(after?.[attribute]);
    if (now !== undefined && now !== old) return [old, now];
  }
  return undefined;
}

function shutsOut(change: ResourceChange, { texts, policies }: Uses): boolean {
  const arn = textIn(change.before?.["arn"]);
  const keys = keysOf(change);
  if (arn === undefined || keys === undefined || !isNamed(change, arn, texts)) return false;
  const [old, now] = keys;
  return policies.some((held) => mayDecrypt(held, old) && !mayDecrypt(held, now));
}

/** Whether policies let their holder decrypt with a key whose own policy leaves that to them. */
function mayDecrypt(identity: readonly PolicyDocument[], resource: string): boolean {
  const [, partition = "aws", , , account = ""] = resource.split(":");
  const [AWS, arn] = ["root", "role/reader"].map((of) => `arn:${partition}:iam::${account}:${of}`);
  const key = parsePolicy({
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Principal: { AWS }, Action: "kms:*", Resource: "*" }],
  });
  const request = { principal: { arn: arn ?? "" }, action: "kms:Decrypt", resource };
  return decide(request, { identity, key, sameAccount: true }).outcome !== "denied";
}

/** Whether a text names a secret by its ARN, with or without what AWS adds, or a parameter also by its name. */
function isNamed({ type, before }: ResourceChange, arn: string, texts: string): boolean {
  if (type === "aws_ssm_parameter") {
    const name = textIn(before?.["name"]);
    return hasWhole(texts, arn) || (name !== undefined && texts.includes(`"valueFrom":"${name}"`));
  }
  const start = arn.replace(/-\w{6}$/, "");
  return ["", "-??????", "-*", arn.slice(start.length)].some((end) => hasWhole(texts, start + end));
}

/** Whether a text has another as a whole, and not as the start of a longer name. */
function hasWhole(text: string, part: string): boolean {
  for (let at = text.indexOf(part); at >= 0; at = text.indexOf(part, at + 1)) {
    if (!/[\w/.@+=?*-]/.test(text.charAt(at + part.length))) return true;
  }
  return false;
}

/** The other stacks; of those that are applied before, what they use after that. */
function others({ input, all }: FindingContext): readonly { name: string; uses: Uses }[] {
  const own = all.indexOf(input);
  return all.flatMap((other: StackInput, at) =>
    other === input
      ? []
      : [{ name: other.name, uses: usesOf(other.plan, at < own ? "after" : "before") }],
  );
}

const known = { before: new WeakMap<Plan, Uses>(), after: new WeakMap<Plan, Uses>() };

function usesOf(plan: Plan, when: "before" | "after"): Uses {
  const found = known[when].get(plan) ?? look(plan, when);
  known[when].set(plan, found);
  return found;
}

const POLICY = /^aws_iam_((role|user|group)_)?policy$/;

function look(plan: Plan, when: "before" | "after"): Uses {
  const texts: string[] = [];
  const arns = new Set<string>();
  const policies = new Map<string, PolicyDocument[]>();
  if (when === "after") texts.push(...left(plan));
  for (const { mode, type, address, [when]: values } of plan.changes) {
    if (mode !== "managed" || !values) continue;
    const holder = POLICY.exec(type);
    if (!holder) {
      for (const arn of arnsIn(values)) arns.add(arn);
      if (type === "aws_ecs_task_definition") texts.push(compact(values["container_definitions"]));
      continue;
    }
    const text = textIn(values["policy"]) ?? "";
    texts.push(...readable(text));
    const held = `${type} ${textIn(values[holder[2] ?? ""]) ?? address}`;
    policies.set(held, [...(policies.get(held) ?? []), ...parsed(text)]);
  }
  return { texts: texts.join("\n"), arns, policies: [...policies.values()] };
}

/** The container definitions of families that go and that a service stays with: another program rolls it out. */
function left({ changes }: Plan): readonly string[] {
  const stays = changes
    .filter(({ mode, type }) => mode === "managed" && type === "aws_ecs_service")
    .filter((change) => !mayChange(change, "task_definition"))
    .map(({ after }) => revisionOf(after?.["task_definition"]));
  const definitions = new Set(stays.filter((definition) => definition !== ""));
  const families = new Set([...definitions].map(familyOf));
  return changes
    .filter(({ type, action }) => type === "aws_ecs_task_definition" && action !== "no-op")
    .filter(({ before, deposed }) =>
      // Left by an apply before: of a service that has moved by then, as a rule.
      deposed === undefined
        ? families.has(familyOf(before?.["arn"]))
        : definitions.has(revisionOf(before?.["arn"])) ||
          definitions.has(familyOf(before?.["arn"])),
    )
    .map(({ before }) => compact(before?.["container_definitions"]));
}

/** A family, with its revision where that is told, of an ARN or of the same. */
function revisionOf(definition: unknown): string {
  return (textIn(definition) ?? "").replace(/^.*\//, "");
}

function familyOf(definition: unknown): string {
  return revisionOf(definition).replace(/:\d+$/, "");
}

/** The JSON of a text, without spaces. */
function compact(text: unknown): string {
  try {
    return JSON.stringify(JSON.parse(textIn(text) ?? "[]"));
  } catch {
    return "";
  }
}

/** ARNs of keys and roles that stand alone, at any depth. */
function arnsIn(value: unknown): readonly string[] {
  if (typeof value === "string") return /^arn:[\w-]+:(kms|iam):/.test(value) ? [value] : [];
  if (Array.isArray(value)) return value.flatMap(arnsIn);
  return isObject(value) ? Object.values(value satisfies Values).flatMap(arnsIn) : [];
}

const READS = /^(\*|(secretsmanager|ssm):(\*|(Batch)?Get.*))$/i;

/** What a policy lets its holder read. */
function readable(text: string): readonly string[] {
  return parsed(text).flatMap(({ statements }) =>
    statements
      .filter(({ action }) => action.negated || action.values.some((one) => READS.test(one)))
      .map(({ resource }) => JSON.stringify(resource?.values ?? [])),
  );
}

/** What it allows at most: without its conditions. Nothing where it is no policy: other findings say so. */
function parsed(text: string): readonly PolicyDocument[] {
  try {
    const document = parsePolicy(text);
    const allowing = document.statements.filter(({ effect }) => effect === "Allow");
    return [{ ...document, statements: allowing.map((one) => ({ ...one, conditions: [] })) }];
  } catch {
    return [];
  }
}
