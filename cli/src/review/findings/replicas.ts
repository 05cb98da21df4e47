import {
  isMarked,
  listIn,
  mayChange,
  objectIn,
  own,
  type JsonObject,
  type ResourceChange,
  secretName,
  textIn,
} from "../plan";
import { type FindingRule } from "./finding-rule";

const REGION = /^[a-z]{2,4}(-[a-z]+)+-\d{1,2}$/;
/** The key that a copy has where none is named. */
const DEFAULT_KEY = "alias/aws/secretsmanager";

/** How a copy goes. */
type End = "deleted" | "made again" | "perhaps deleted";

/** AWS deletes a copy at once, without the recovery window of its secret; the provider also does so to give it another key. */
export const replicaDeleted: FindingRule = {
  id: "REPLICA-DELETED",
  severity: "high",
  title:
    "The copy of a secret in another Region is deleted, for good or until it is made with another key",
  find: ({ input }) =>
    input.plan.changes.flatMap((change) =>
      deletedReplicas(change).map(({ region, end }) => {
        const copy = `${secretName(change, "before")} in ${region}`;
        return {
          subject: change.label,
          text: `The copy of ${copy} is ${TEXTS[end]}.`,
          removed: [`copy of ${copy}`],
          remedy: end === "made again" ? WITH_ANOTHER_KEY : FOR_GOOD,
        };
      }),
    ),
};

const TEXTS: Readonly<Record<End, string>> = {
  deleted: "deleted at once, without a recovery window",
  "made again": "deleted, and made again with another key: until then no task there can read it",
  "perhaps deleted": "deleted at once if it is none of those that only the apply knows",
};
const FOR_GOOD = "Make sure that nothing in that Region reads it any more.";
const WITH_ANOTHER_KEY =
  "Let what runs there read another secret meanwhile, or apply it when no task starts there.";

interface Deleted {
  readonly region: string;
  readonly end: End;
}

function deletedReplicas(change: ResourceChange): readonly Deleted[] {
  const { mode, type, action, before, after, afterUnknown } = change;
  if (mode !== "managed" || type !== "aws_secretsmanager_secret" || action !== "update") return [];
  if (!mayChange(change, "replica")) return [];
  const isUnknown = isMarked(afterUnknown, "replica");
  const [copies, left, marks] = [before, after, afterUnknown].map((values) =>
    listIn(own(values, "replica")).map(objectIn),
  );
  return (copies ?? []).flatMap((copy): readonly Deleted[] => {
    const region = textIn(copy["region"]) ?? "";
    const named = REGION.test(region) ? region : "another Region";
    const at = left?.findIndex((other) => other["region"] === region) ?? -1;
    if (at >= 0) {
      const isSameKey = !isMarked(marks?.[at], "kms_key_id") && keyOf(copy) === keyOf(left?.[at]);
      return isSameKey ? [] : [{ region: named, end: "made again" }];
    }
    const mayBeThere = isUnknown || marks?.some((other) => isMarked(other, "region"));
    return [{ region: named, end: mayBeThere ? "perhaps deleted" : "deleted" }];
  });
}

function keyOf(copy: JsonObject | undefined): string {
  const key = textIn(copy?.["kms_key_id"]) ?? "";
  return key === DEFAULT_KEY ? "" : key;
}
