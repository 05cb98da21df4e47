import {
  BEGUN,
  COMPUTE,
  isKey,
  isSecret,
  isUnfinished,
  MADE_LAST,
  secretName,
  textIn,
  withoutIndexes,
  type Plan,
  type ResourceChange,
} from "../plan";
import type { FindingRule, Observation } from "./finding-rule";
import { isHalfMade } from "./half-made";
import { isEncryptedAnew } from "./order-of-change";

/** Name of a policy that lets a role read, of a release that gave it no digest. */
const READ_POLICY = /(?:^|-)(?:read|decrypt)-secrets(?:@[\w-]+)?(?:-\d{1,2})?$/;
const DIGEST = /-[0-9a-f]{8}-?$/;
const POLICIES = ["aws_iam_role_policy", "aws_iam_policy"];
/** What stands before a service or schedule, and has another key when something goes that this needs. */
const RECORD = /^terraform_data\..*_needs$/;
const GRANTS = [...POLICIES, "aws_iam_role_policy_attachment"];

/** What goes does not wait in such a state for what replaces it. */
export const orderUnknown: FindingRule = {
  id: "ORDER-UNKNOWN",
  severity: "high",
  title: "A secret, parameter, key or grant changes before the state knows the order of change",
  find: ({ input: { plan, refreshed = true, rolling } }) => {
    if (isOfEarlierRelease(plan)) return changesUnordered(plan);
    if (isOfAPart(plan)) return goesByItself(plan);
    if (!refreshed) return goesUnseen(plan);
    return [...goesAtOnce(plan), ...goesTooSoon(plan, rolling)];
  },
};

/** Its policies had names without a digest. */
function isOfEarlierRelease({ changes }: Plan): boolean {
  return changes.some(
    ({ type, action, before, after }) =>
      POLICIES.includes(type) &&
      action === "replace" &&
      READ_POLICY.test(String(before?.["name"])) &&
      DIGEST.test(textIn(after?.["name_prefix"] ?? after?.["name"]) ?? "-00000000"),
  );
}

function changesUnordered({ changes }: Plan): readonly Observation[] {
  return changes
    .filter((change) => (isSecret(change) || isKey(change)) && takesAway(change))
    .map((change) => ({
      subject: change.label,
      text: `${isKey(change) ? "A key" : secretName(change)} changes by the same apply that gives the state of an earlier release its order: a task that starts meanwhile can be denied.`,
      remedy: "Apply the unchanged code with this release first, and this change after that.",
    }));
}

/** Whether what could be read may be gone for a moment. */
function takesAway(change: ResourceChange): boolean {
  return change.action === "replace" || change.action === "delete" || isEncryptedAnew(change);
}

/**
 * Terraform deletes what is no longer in the code when everything has changed that depended on it in the state: at once, where
 * nothing did. Until an apply with the modules has come to its end nothing may, and a service whose update was refused depends
 * on what is new already.
 */
function goesAtOnce(plan: Plan): readonly Observation[] {
  const { changes } = plan;
  // Where nothing was begun, the modules come to a stack that has other things.
  const isBegun = changes.some(({ address, before }) => address === BEGUN && before !== undefined);
  const isFirst =
    isBegun && changes.some(({ address, action }) => address === MADE_LAST && action === "create");
  const runners = changes.filter(({ type, mode }) => mode === "managed" && COMPUTE.includes(type));
  const running = runners.filter((change) => change.before !== undefined && !isHalfMade(change));
  if (!isFirst || running.length === 0) return [];
  const awaited = awaitedBy(running, plan);
  return goingFrom(plan)
    .filter(({ address, renews }) => !awaited.has(withoutIndexes(renews ?? address)))
    .map((change) => ({
      subject: change.label,
      text: `${goer(change)} goes by this apply before anything has come in its place: no apply of this stack has come to its end with the modules, so its state does not know yet what waits for what. A task that starts meanwhile can be denied, and, where AWS refuses something, each one after it.`,
      remedy:
        "Apply first what was begun, with nothing corrected but what stopped it, until it passes, and this change after that.",
    }));
}

/**
 * What goes only when all of `running` has moved: what a record holds that goes while another one is made in its place, and
 * what is needed by each that changes and has no such record, which the state may take for moved.
 */
function awaitedBy(running: readonly ResourceChange[], plan: Plan): ReadonlySet<string> {
  const { changes, checks, priorState } = plan;
  const stays = new Set(
    changes
      .filter(({ after }) => after !== undefined)
      .map(({ address }) => withoutIndexes(address)),
  );
  const going = priorState.resources.filter(({ address }) =>
    changes.some((change) => goes(change) && (change.renews ?? change.address) === address),
  );
  const needsOf = ({ address }: ResourceChange): readonly string[] =>
    priorState.resources.filter((one) => one.address === address).flatMap(({ needs }) => needs);
  const recordsOf = (runner: ResourceChange): readonly string[] =>
    needsOf(runner).filter((block) => RECORD.test(block) && stays.has(block));
  // One that does not change is not waited for, unless Terraform has something to check of it.
  const isWaitedFor = ({ address, action }: ResourceChange): boolean =>
    action !== "no-op" || checks.some(({ name }) => name === address);
  const held = running.filter(isWaitedFor).flatMap(recordsOf);
  const without = running.filter(
    (runner) => runner.action !== "no-op" && recordsOf(runner).length === 0,
  );
  const [first = new Set<string>(), ...others] = without.map((runner) =>
    behind(needsOf(runner), going),
  );
  const byAll = [...first].filter((block) => others.every((needs) => needs.has(block)));
  return new Set([...behind(held, going), ...byAll]);
}

/** Those blocks, and what of them goes needs in its turn. */
function behind(
  blocks: readonly string[],
  going: Plan["priorState"]["resources"],
): ReadonlySet<string> {
  const found = new Set(blocks);
  for (const block of found) {
    for (const { address, needs } of going) {
      if (withoutIndexes(address) === block) for (const needed of needs) found.add(needed);
    }
  }
  return found;
}

/** Whether it leaves out some of a stack of the modules, as one with `-target` does; OpenTofu does not say so itself. */
function isOfAPart({ changes, complete, unmentioned, priorState: { resources } }: Plan): boolean {
  const isDeferred = changes.some(({ deferred }) => deferred !== undefined);
  const isPartial = unmentioned.length > 0 || (!complete && !isDeferred);
  return isPartial && resources.some(({ address }) => address === BEGUN);
}

/** What it names goes, and what has to move before that may be left out. */
function goesByItself(plan: Plan): readonly Observation[] {
  const replaced = plan.changes.filter(isReplacedInPlace);
  return [...goingFrom(plan), ...replaced].map((change) => ({
    subject: change.label,
    text: `${goer(change)} goes by this apply, which leaves out some of the stack: what uses it need not have moved by then.`,
    remedy: "Plan without `-target`, or name what comes and the services alone.",
  }));
}

/** Of a service whose update AWS refused the state says what was wanted, until Terraform reads the service again. */
function goesUnseen(plan: Plan): readonly Observation[] {
  if (!isUnfinished(plan)) return [];
  return goingFrom(plan).map((change) => ({
    subject: change.label,
    text: `${goer(change)} goes by this apply, and the one before did not come to its end: a service that it could not update still uses what it used, and this plan, which read no real resource, takes it for moved.`,
    remedy: "Plan without `--no-refresh`.",
  }));
}

/** An apply that was cut off while a service became steady knows it as moved, and the next one does not wait for it again. */
function goesTooSoon(plan: Plan, rolling: readonly string[] | undefined): readonly Observation[] {
  const hasServices = plan.priorState.resources.some(
    ({ type, mode }) => type === "aws_ecs_service" && mode === "managed",
  );
  const going = isUnfinished(plan) && hasServices ? goingFrom(plan) : [];
  const remedy = "`aws ecs wait services-stable --cluster CLUSTER --services NAME` first.";
  if (rolling !== undefined && rolling.length > 0) {
    return going.map((change) => ({
      subject: change.label,
      text: `${goer(change)} goes by this apply while ECS still deploys ${rolling.join(", ")}: the apply before was cut off, and this one does not wait again. A task of the deployment before can be denied, and so can all where ECS rolls back.`,
      remedy,
    }));
  }
  const [first] = rolling === undefined ? going : [];
  if (first === undefined) return [];
  return [
    {
      subject: first.label,
      severity: "low",
      text: `${goer(first)} goes by this apply, and the one before did not come to its end: whether ECS has rolled out every service by now is not known.`,
      remedy,
    },
  ];
}

/** One that makes way for another at its own address. */
function isReplacedInPlace(change: ResourceChange): boolean {
  return letsRead(change) && change.action === "replace" && change.renews === undefined;
}

/** Also one that another one at another address takes the place of. */
function goes({ action, renews }: ResourceChange): boolean {
  return action === "delete" || renews !== undefined;
}

function letsRead(change: ResourceChange): boolean {
  return isSecret(change) || isKey(change) || GRANTS.includes(change.type);
}

/** Secrets, keys and grants that are no longer in the code. */
function goingFrom({ changes }: Plan): readonly ResourceChange[] {
  return changes.filter(letsRead).filter(goes);
}

function goer(change: ResourceChange): string {
  if (isKey(change)) return "A key";
  return isSecret(change) ? secretName(change, "before") : "A grant";
}
