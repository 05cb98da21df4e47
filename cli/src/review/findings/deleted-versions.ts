import { goesWithWhole, isMarked, textIn, textsOf, type Plan, type ResourceChange } from "../plan";
import type { Observation } from "./finding-rule";

const VERSION = "aws_secretsmanager_secret_version";
const SECRET = "aws_secretsmanager_secret";

/**
 * Versions of secrets that stay: the provider takes every label from a version that it deletes, but for `AWSCURRENT`, which
 * AWS does not let go. What a renewal leaves behind has no label that anyone named.
 *
 * @see https://docs.aws.amazon.com/secretsmanager/latest/userguide/whats-in-a-secret.html
 */
export function deletedVersions(plan: Plan): readonly Observation[] {
  const versions = plan.changes.filter(
    ({ mode, type, deposed }) => mode === "managed" && type === VERSION && deposed === undefined,
  );
  const left = leftBySecret(versions);
  const readers = new LabelReaders(plan);
  return versions.flatMap((change) => {
    const secret = textIn(change.before?.["secret_id"]) ?? "";
    if (change.leavesOld || goesWithWhole(plan, secret, SECRET)) return [];
    const others = (left.get(secret) ?? []).filter((one) => one !== change);
    const labels = lostLabels(change, others).filter(
      (label) => !REVISION.test(label) || readers.has(secret, label),
    );
    if (labels.length > 0) return [observed(change, labels)];
    return change.action === "delete" && others.length === 0 ? [unwritten(change)] : [];
  });
}

/** The versions that stay or come, by the secret that they are of. */
function leftBySecret(
  versions: readonly ResourceChange[],
): ReadonlyMap<string, readonly ResourceChange[]> {
  const left = new Map<string, ResourceChange[]>();
  for (const version of versions) {
    const secret = textIn(version.after?.["secret_id"]);
    if (secret === undefined || ["delete", "forget"].includes(version.action)) continue;
    const all = left.get(secret);
    if (all) all.push(version);
    else left.set(secret, [version]);
  }
  return left;
}

/** Labels that no version has afterwards, but for those that AWS moves by itself. */
function lostLabels(change: ResourceChange, others: readonly ResourceChange[]): readonly string[] {
  const { action, before, after, afterUnknown } = change;
  if (!["delete", "replace", "update"].includes(action)) return [];
  // Computed where it is not configured: an update leaves the labels then.
  if (action === "update" && isMarked(afterUnknown, "version_stages")) return [];
  const kept = new Set(
    [...others.map((other) => other.after), after].flatMap((values) =>
      textsOf(values?.["version_stages"]),
    ),
  );
  return textsOf(before?.["version_stages"]).filter(
    (label) => !label.startsWith("AWS") && !kept.has(label),
  );
}

/** What the modules call each version that they write: the next one has another label, and nobody reads by it by default. */
const REVISION = /^terraform-revision-\d{1,10}$/;
/** A reference to a secret by such a label, as the containers of a task have it. */
const READ_BY = /"([^"\\]+?):[^":\\]*:(terraform-revision-\d{1,10}):/g;

/** Tasks that read secrets by the labels of revisions. */
class LabelReaders {
  private secrets: ReadonlyMap<string, readonly string[]> | undefined;

  public constructor(private readonly plan: Plan) {}

  /** @param secret ARN, of which a task may leave out what AWS has added to the name */
  public has(secret: string, label: string): boolean {
    this.secrets ??= this.find();
    return this.secrets.get(label)?.some((arn) => secret.startsWith(arn)) === true;
  }

  private find(): ReadonlyMap<string, readonly string[]> {
    const found = new Map<string, string[]>();
    for (const { type, after } of this.plan.changes) {
      if (type !== "aws_ecs_task_definition") continue;
      const text = textIn(after?.["container_definitions"]) ?? "";
      for (const [, arn = "", label = ""] of text.matchAll(READ_BY)) {
        found.set(label, [...(found.get(label) ?? []), arn]);
      }
    }
    return found;
  }
}

function observed({ label: subject }: ResourceChange, labels: readonly string[]): Observation {
  return {
    subject,
    text: `The version loses ${labels.length === 1 ? "a label" : `${labels.length} labels`}, and AWS may delete it: what reads the secret by such a label reads nothing any more.`,
    removed: labels
      .filter((label) => /^[\w+=.@-]{1,64}$/.test(label))
      .map((label) => `label ${label}`),
    remedy:
      "Make sure that nothing reads the secret by it, or give another version the label first.",
  };
}

function unwritten({ label: subject, before }: ResourceChange): Observation {
  const labels = textsOf(before?.["version_stages"]);
  const remedy = "Say who writes the value from now on.";
  if (labels.includes("AWSCURRENT")) {
    const text =
      "Terraform gives up the version and writes none in its place: AWS keeps the value until something else writes one.";
    return { subject, text, remedy, severity: "medium" };
  }
  const text = "The version is deleted, and with it the way back to its value.";
  return { subject, text, remedy, ...(labels.length > 0 ? { severity: "medium" as const } : {}) };
}
