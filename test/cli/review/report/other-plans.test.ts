import { buildReport } from "../../../../cli/src/review/report";
import type { Report, StackReport } from "../../../../cli/src/review/model";
import { readPlan, type StackInput } from "../../../../cli/src/review/plan";
import { expectOk, findTerraform, TerraformRunner } from "../../../../cli/src/terraform";
import { configuredCliConfigFile } from "../../../../cli/src/terraform/environment";
import { TerraformDirectory } from "../../../support/terraform";
import { describeWith } from "../../../support/requires";
import { stackInput } from "../fixtures/read-fixture";
import { madeEntry, madeInput, type MadeChange } from "../fixtures/made-plan";

function review(input: StackInput): StackReport {
  return only(buildReport([input], { today: "2026-11-22" }));
}

function only({ stacks }: Report): StackReport {
  const [stack] = stacks;
  if (stack === undefined) throw new Error("no stack");
  return stack;
}

/** Action and notes by label. */
function changesOf({ changes }: StackReport): Readonly<Record<string, readonly string[]>> {
  return Object.fromEntries(changes.map(({ label, action, notes }) => [label, [action, ...notes]]));
}

function ids({ findings }: StackReport): readonly string[] {
  return [...new Set(findings.map(({ id }) => id))].sort();
}

describe("plans of other people's Terraform, really made", () => {
  it("without AWS: replace, move, import, forget and delete are what they are", () => {
    const stack = review(stackInput("lifecycle"));
    expect(stack.counts).toEqual({
      create: 3,
      update: 1,
      replace: 1,
      delete: 1,
      forget: 1,
      import: 1,
      move: 2,
    });
    expect(changesOf(stack)).toMatchObject({
      "terraform_data.replaced": [
        "replace",
        "because of triggers_replace",
        "the new one is made first",
      ],
      "terraform_data.moved[0]": ["no-op", "moved from terraform_data.counted[0]"],
      "terraform_data.imported": ["no-op", "imported"],
      "terraform_data.forgotten": ["forget", "no longer configured"],
      "terraform_data.deleted": ["delete", "no longer configured"],
      'terraform_data.each["quoted \\"four\\""]': ["create"],
    });
    expect(ids(stack)).toEqual(["CHECK-FAILED", "FORGOTTEN", "IMPORTED", "SECRET-COPIED"]);
    expect(JSON.stringify(stack)).not.toMatch(/made-up/);
  });

  it("a deposed object is deleted, and the current one is not", () => {
    const stack = review(stackInput("deposed"));
    expect(stack.counts).toMatchObject({ delete: 1, create: 0, replace: 0 });
    expect(stack.changes).toMatchObject([{ notes: ["deposed: left over from a replacement"] }]);
  });

  it("a plan with -target is provisional", () => {
    const stack = review(stackInput("targeted"));
    expect(stack.provisional).toContain("not complete");
    expect(changesOf(stack)["terraform_data.one"]).toContain("replaced on request");
  });

  it("on AWS: every finding that its configuration has, and no more", () => {
    const stack = review(stackInput("hand-written"));
    expect(stack.provisional).toBe("data.aws_iam_policy_document.decrypt read only at apply");
    expect(ids(stack)).toEqual(
      expect.arrayContaining([
        "DRIFT",
        "FORGOTTEN",
        "KEY-DESTROYED",
        "NO-CMK",
        "NO-ROTATION",
        "PLAINTEXT-SECRET",
        "PROTECTION-REMOVED",
        "SECRET-DESTROYED",
        "SECRET-REPLACED",
        "STALE-SERVICE",
        "TRUST-WIDENED",
        "WRITE-GAP",
        "WRITE-REFUSED",
      ]),
    );
    // The role lists the same policy once more.
    expect(stack.drift.map(({ label }) => label)).toEqual(["aws_iam_role_policy.read"]);
    expect(changesOf(stack)).toMatchObject({
      "aws_ecs_task_definition.web": ["replace", "new revision: container_definitions"],
    });
    expect(JSON.stringify(stack)).not.toMatch(/made-up/);
  });

  it("the first plan of this project asks for its one value, and says who will read what", () => {
    const stack = review(stackInput("cdktf"));
    expect(ids(stack)).toEqual(["UNPROTECTED-SECRET"]);
    expect(stack.valuesNeeded).toHaveLength(1);
    expect(stack.access.some(({ difference }) => difference === "added")).toBe(true);
    expect(stack.provisional).toBeUndefined();
  });
});

describe("plans as Terraform's documentation has them", () => {
  const key: MadeChange = { type: "aws_kms_key", actions: ["create"], after: {} };

  it.each([
    ["instance_count_unknown", "how many there will be is not known yet"],
    ["resource_config_unknown", "its configuration is not known yet"],
    ["provider_config_unknown", "the configuration of its provider is not known yet"],
    ["deferred_prereq", "it depends on what is put off itself"],
    ["absent_prereq", "what it needs is not there yet"],
    ["of_a_later_version", "Terraform does not say why in words known here"],
  ])("what is put off (%s) is provisional and not counted", (reason, words) => {
    const deferred_changes = [{ reason, resource_change: madeEntry(key) }];
    const stack = review(madeInput([], { deferred_changes, complete: false }));
    expect(stack.provisional).toBe(`aws_kms_key.it put off to another plan: ${words}`);
    expect(stack.counts.create).toBe(0);
    expect(changesOf(stack)).toEqual({ "aws_kms_key.it": ["create", `deferred: ${words}`] });
  });

  it("a replacement that leaves the old one is a replacement, and nobody manages the old one", () => {
    const change = { type: "terraform_data", actions: ["create", "forget"], before: {}, after: {} };
    const stack = review(madeInput([change]));
    expect(changesOf(stack)["terraform_data.it"]).toContain("the old one stays, unmanaged");
    expect(ids(stack)).toEqual(["FORGOTTEN"]);
  });

  it("an action of a later version is shown and stops the review", () => {
    const report = buildReport([madeInput([{ type: "aws_kms_key", actions: ["rotate"] }])]);
    expect(report.verdict).toBe("blocking");
    expect(changesOf(only(report))).toEqual({
      "aws_kms_key.it": ["unknown", "Terraform's words: rotate"],
    });
    expect(only(report).findings[0]?.text).toBe(
      "Terraform plans to rotate here, which is not understood.",
    );
  });

  it("a plan without any change is clean", () => {
    const report = buildReport([madeInput([])]);
    expect(report).toMatchObject({ verdict: "clean", stacks: [{ changes: [], findings: [] }] });
  });
});

describeWith("three hundred creates", ["terraform"], () => {
  it("are all there, each with its index", async () => {
    const directory = new TerraformDirectory();
    try {
      directory.write({ resource: { terraform_data: { many: { count: 300 } } } });
      const { path: binary } = await findTerraform();
      const env = { TF_CLI_CONFIG_FILE: configuredCliConfigFile(process.env) };
      const terraform = new TerraformRunner({ binary, directory: directory.path, env });
      expectOk(await terraform.init());
      expectOk(await terraform.plan({ out: "plan" }));
      const stack = review({ name: "dev", plan: readPlan(await terraform.showJson("plan")) });
      expect(stack.counts.create).toBe(300);
      expect(stack.changes.map(({ label }) => label)).toContain("terraform_data.many[299]");
    } finally {
      directory.remove();
    }
  });
});
