import { parseArn } from "../../../../modules/facts";
import { isSecret, own, secretName, textIn, type Plan, type ResourceChange } from "../plan";
import { Places, show, UNKNOWN_ACCOUNT } from "../world";
import type { FindingContext, FindingRule, Observation } from "./finding-rule";
import { isHalfMade } from "./half-made";
import { because } from "./lifecycle";

/** Terraform makes the new one first, or at the same time, and AWS has no two of one name. */
export const nameTaken: FindingRule = {
  id: "NAME-TAKEN",
  severity: "high",
  title:
    "A secret, parameter, service or cluster gets the name of one that is still there, which AWS refuses, or gives back",
  find: (context) => [
    ...replacedFirst(context.input.plan),
    ...madeAnew(context.input.plan),
    ...madeByTwo(context),
  ],
};

const MOVE_IT = "Add a `moved` block from the old address, or give it another name.";

/** By one resource, which is replaced under its name. */
function replacedFirst(plan: Plan): readonly Observation[] {
  const places = new Places(plan);
  return plan.changes
    .filter((change) => hasOneName(change) && change.action === "replace" && !isHalfMade(change))
    .filter((change) => change.createsFirst || change.renews !== undefined)
    .filter((change) => takenName(places, change, "before") === takenName(places, change, "after"))
    .map((change) =>
      change.renews === undefined
        ? {
            subject: change.label,
            text: `${named(change)} is replaced${because(change)} under its own name, the new one first: AWS refuses that, and the apply stops half-way.`,
            remedy: "Give it another name with it; a second apply can take the name back.",
          }
        : {
            subject: change.label,
            text: `${named(change)} is made anew at another address while the old one may still be there, at ${change.renews}: AWS refuses that, and the apply stops half-way.`,
            remedy: MOVE_IT,
          },
    );
}

/** By another resource of the same stack, or by one that an unfinished change left to be deleted. */
function madeAnew(plan: Plan): readonly Observation[] {
  const places = new Places(plan);
  const all = plan.changes.filter((change) => hasOneName(change) || isCluster(change));
  const gone = new Map(
    all
      .filter((change) => change.action === "delete" || isRenamed(places, change))
      .map((change) => [takenName(places, change, "before"), change] as const),
  );
  return all
    .filter((change) => change.action === "create" || isRenamed(places, change))
    .flatMap((change) => {
      const old = gone.get(takenName(places, change, "after"));
      if (old === undefined) return [];
      const { label: subject } = change;
      if (old.deposed !== undefined) {
        return {
          subject,
          text: `${named(change)} is to get its name back from an unfinished change: the one that has the name is still there with its value, and this apply deletes it.`,
          remedy:
            "Apply the unfinished change again with its values until it passes; change the name back after that.",
        };
      }
      const outcome = isCluster(change)
        ? "for ECS it is the same cluster, which the apply deletes then"
        : "AWS refuses that, and the apply stops half-way";
      return {
        subject,
        text: `${named(change)} is made anew at another address while the old one is still there: ${outcome}.`,
        remedy: MOVE_IT,
      };
    });
}

function isRenamed(places: Places, change: ResourceChange): boolean {
  if (change.action !== "replace") return false;
  return takenName(places, change, "before") !== takenName(places, change, "after");
}

/** By two stacks: Terraform applies them one after the other, in either order. */
function madeByTwo({ input, all }: FindingContext): readonly Observation[] {
  const made = input.plan.changes.filter(
    (change) =>
      hasOneName(change) && ["create", "replace"].includes(change.action) && !change.imported,
  );
  if (made.length === 0) return [];
  const others = all.slice(0, all.indexOf(input)).map((other) => ({ other, isEarlier: true }));
  const later = all.slice(all.indexOf(input) + 1).map((other) => ({ other, isEarlier: false }));
  const places = new Places(input.plan);
  return made.flatMap((change) => {
    const name = placedName(places, change, "after");
    if (name === undefined || placedName(places, change, "before") === name) return [];
    return [...others, ...later].flatMap(({ other, isEarlier }) => {
      const owner = ownersIn(other.plan).get(name);
      // Of two that make it, one is told.
      if (owner === undefined || (owner === "makes" && !isEarlier)) return [];
      return {
        subject: change.label,
        text: `${named(change)} is made by this stack, and the stack ${other.name} ${owner} one of this name: AWS refuses the second one.${owner === "deletes" ? " Were that stack applied first, nothing could be read until this one is." : ""}`,
        remedy:
          "Make it under another name here, apply this stack, then those of its readers, and let the other one give it up at last.",
      };
    });
  });
}

const owners = new WeakMap<Plan, ReadonlyMap<string, "has" | "deletes" | "makes">>();

/** What a plan has or makes of that of which AWS has one, by name. */
function ownersIn(plan: Plan): ReadonlyMap<string, "has" | "deletes" | "makes"> {
  const known = owners.get(plan);
  if (known) return known;
  const places = new Places(plan);
  const found = new Map<string, "has" | "deletes" | "makes">();
  for (const change of plan.changes.filter(hasOneName)) {
    const [before, after] = (["before", "after"] as const).map((when) =>
      placedName(places, change, when),
    );
    if (after !== undefined && after !== before) found.set(after, "makes");
    if (before !== undefined) found.set(before, before === after ? "has" : "deletes");
  }
  owners.set(plan, found);
  return found;
}

/** Type, account, Region and name; undefined where the plan does not tell all of it. */
function placedName(
  places: Places,
  change: ResourceChange,
  when: "before" | "after",
): string | undefined {
  const values = change[when];
  const name = textIn(values?.["name"]);
  if (name === undefined) return undefined;
  if (isService(change)) return textIn(values?.["cluster"]) && takenName(places, change, when);
  const { account, region } =
    parseArn(textIn(values?.["arn"]) ?? "") ?? places.of({ address: change.address, values });
  if (show(account) === UNKNOWN_ACCOUNT) return undefined;
  return [change.type, account, region, name].join(" ");
}

function hasOneName(change: ResourceChange): boolean {
  return isSecret(change) || isService(change);
}

function isCluster({ mode, type }: ResourceChange): boolean {
  return mode === "managed" && type === "aws_ecs_cluster";
}

function isService({ mode, type }: ResourceChange): boolean {
  return mode === "managed" && type === "aws_ecs_service";
}

/** As a sentence begins with it. */
function named(change: ResourceChange): string {
  const kind = isService(change) ? "service" : isCluster(change) ? "cluster" : undefined;
  if (kind === undefined) return secretName(change);
  const name = textIn(own(change.after ?? change.before, "name")) ?? "";
  return /^[\w-]{1,255}$/.test(name) ? `${kind} ${name}` : change.label;
}

/** Type, place and name, of which AWS has no two; its address where the name is not known. */
function takenName(
  places: Places,
  { type, address, before, after }: ResourceChange,
  when: "before" | "after",
): string {
  const values = when === "before" ? before : after;
  const { name, arn, cluster } = values ?? {};
  if (typeof name !== "string") return `${when} ${address}`;
  if (type === "aws_ecs_service") {
    if (typeof cluster !== "string") return `${when} ${address}`;
    // From the AWS provider 6 on, it says itself where it is.
    return [type, textIn(values?.["region"]) ?? "", cluster, name].join(" ");
  }
  // The provider of what goes may be gone from the configuration.
  const region = typeof arn === "string" ? parseArn(arn)?.region : undefined;
  return [type, region ?? places.of({ address, values }).region, name].join(" ");
}

/** No guard delays a deletion. */
export const serviceReplaced: FindingRule = {
  id: "SERVICE-REPLACED",
  severity: "high",
  title:
    "A service is deleted before the one that replaces it is made; medium where the apply writes no value",
  find: ({ input, valuesNeeded }) => {
    const replaced = input.plan.changes.filter(
      (change) => isService(change) && change.action === "replace" && !change.createsFirst,
    );
    const writes = valuesNeeded.length > 0;
    return replaced.map((change) => ({
      subject: change.label,
      text: `${named(change)} is deleted before the new one is made${because(change)}: none of its tasks runs meanwhile${writes ? ", and where a value is missing or AWS refuses a write, none until the next apply" : ""}.`,
      remedy: writes
        ? "Change the service by an apply that writes no value."
        : "Make the new one beside it under another name, or accept that it stops.",
      severity: writes ? "high" : "medium",
    }));
  },
};

/** Whether a secret keeps its name and gets another key. */
export function isEncryptedAnew({ action, before, after }: ResourceChange): boolean {
  const keys = ["kms_key_id", "key_id"];
  return action === "update" && keys.some((key) => before?.[key] !== after?.[key]);
}

/** Its tasks may still run, and start, when what let them read is gone. */
export const readerShutOut: FindingRule = {
  id: "READER-SHUT-OUT",
  severity: "high",
  title:
    "A reader goes by the apply that takes from it what it still needs: a secret or parameter gets another key, or a policy admits it no longer",
  find: (context) => [...byAnotherKey(context), ...byPolicy(context)],
};

/** Grants for a new key come before it is used, but not to a reader that goes. */
function byAnotherKey({
  input: { plan },
  access: { access },
}: FindingContext): readonly Observation[] {
  return plan.changes
    .filter((change) => isSecret(change) && isEncryptedAnew(change))
    .flatMap((change) => {
      const name = secretName(change, "before");
      const gone = access
        .filter(({ secret }) => secret === name)
        .filter(({ before, after }) => before === "readable" && after === "not readable");
      if (gone.length === 0) return [];
      return {
        subject: change.label,
        text: `${name} is encrypted with another key, for which a reader that goes gets no grant: a task of it that starts before its service has moved is denied.`,
        removed: gone.map(({ principal }) => principal),
        remedy: "Take the reader away by one apply, and change the key by the next.",
      };
    });
}

/** A policy is one document: who comes and who goes is changed by one call, before the services move. */
function byPolicy({ access: { facts } }: FindingContext): readonly Observation[] {
  const subjects = [...new Set(facts.shutOut.map(({ subject }) => subject))];
  return subjects.map((subject) => {
    const all = facts.shutOut.filter((one) => one.subject === subject);
    const families = all.map(({ taskDefinition, stack }) =>
      stack === undefined ? taskDefinition : `${taskDefinition} of the stack ${stack}`,
    );
    const [tasks, secrets] = [families, all.map(({ secret }) => secret)].map((names) =>
      [...new Set(names)].sort().join(", "),
    );
    return {
      subject,
      text: `The policy of ${subject} no longer admits a role with which tasks of ${tasks} run or may start: one that starts before its service has moved cannot read ${secrets === subject ? "it" : secrets}.`,
      removed: [...new Set(all.map(({ principal }) => principal))].sort(),
      remedy:
        "Keep the role in the policy (with these modules: its ARN in `restrictTo`) for the apply that moves the service, and take it away by the next.",
    };
  });
}
