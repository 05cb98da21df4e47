import { readPlan } from "../../../../cli/src/review/plan";
import { buildReport } from "../../../../cli/src/review/report";
import { planOf } from "../corpus/judged";

const IDS = [
  "BUCKET-DESTROYED",
  "DELETION-ALLOWED",
  "KEY-DESTROYED",
  "PROTECTION-REMOVED",
  "SECRET-DESTROYED",
];

/** What is found in a plan that Terraform made: severity, id and whose it is. */
function findingsOf(name: string): readonly string[] {
  const { stacks } = buildReport([{ name, plan: readPlan(planOf(name)) }]);
  return stacks
    .flatMap(({ findings }) => findings)
    .filter(({ id }) => IDS.includes(id))
    .map(({ severity, id, subject }) => `${severity} ${id} ${subject}`)
    .sort();
}

describe("plans of Terraform that take away what is protected", () => {
  it("tell of keys, aliases and labels, and not of a renewed version or a key that changes otherwise", () => {
    expect(findingsOf("keys-taken-away")).toEqual([
      "high KEY-DESTROYED aws_kms_alias.deleted",
      "high KEY-DESTROYED aws_kms_alias.moved",
      "high KEY-DESTROYED aws_kms_external_key.expires",
      "high KEY-DESTROYED aws_kms_key.disabled",
      "high KEY-DESTROYED aws_kms_key.gone",
      "high SECRET-DESTROYED aws_secretsmanager_secret_version.blue",
      "medium KEY-DESTROYED aws_kms_alias.renamed",
    ]);
  });

  it("tell of objects, versions, locks and rules, and not of buckets that change otherwise or are new", () => {
    expect(findingsOf("objects-taken-away")).toEqual([
      "high BUCKET-DESTROYED aws_s3_bucket_lifecycle_configuration.files",
      "high BUCKET-DESTROYED aws_s3_object.env",
      "high PROTECTION-REMOVED aws_s3_bucket_object_lock_configuration.files",
      "high PROTECTION-REMOVED aws_s3_bucket_versioning.more",
    ]);
  });

  it("tell of policies that a list leaves out, and not of a list that names them", () => {
    expect(findingsOf("policies-left-out")).toEqual([
      "high DELETION-ALLOWED aws_iam_role_policies_exclusive.ships",
      "high DELETION-ALLOWED aws_iam_role_policy_attachments_exclusive.deploys",
    ]);
  });
});
