import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { UnusablePlanError } from "../../../../cli/src/review";
import type { StackInput } from "../../../../cli/src/review/plan";
import { planStack } from "../../../../cli/src/review/run/plan-stack";
import type { Diagnostic, PlanResult, TerraformRunner } from "../../../../cli/src/terraform";

const STATE = "data.terraform_remote_state.cross-stack-reference-input-platform";

const missing = (output: string, more: Partial<Diagnostic> = {}): Diagnostic => ({
  severity: "error",
  summary: "Unsupported attribute",
  detail: `This object does not have an attribute named "${output}".`,
  references: [`${STATE}.outputs`],
  ...more,
});
const NO_STATE: Diagnostic = {
  severity: "error",
  summary: "Unable to find remote state",
  detail: "No stored state was found for the given workspace in the given backend.",
  address: STATE,
};
const OTHER: Diagnostic = { severity: "error", summary: "Invalid index", detail: "" };
const WARNING: Diagnostic = { severity: "warning", summary: "Deprecated", detail: "" };

const PLATFORM = {
  terraform: { backend: { s3: { bucket: "states", key: "platform", encrypt: true } } },
  output: { key: { value: "${aws_kms_key.key.arn}" }, role: { value: "${aws_iam_role.r.name}" } },
};
const lookup = { backend: "s3", config: { bucket: "states", key: "platform" } };
const WEB = {
  data: {
    terraform_remote_state: {
      "cross-stack-reference-input-platform": lookup,
      "by-hand": lookup,
      elsewhere: { backend: "s3", config: { bucket: "states", key: "of-another-app" } },
    },
  },
  resource: { aws_ssm_parameter: { p: { key_id: `\${${STATE}.outputs.key}` } } },
};
const HALF = {
  format_version: "1.2",
  terraform_version: "1.11.4",
  errored: true,
  prior_state: {
    values: {
      root_module: {
        resources: [
          {
            address: "aws_ssm_parameter.p",
            mode: "managed",
            type: "aws_ssm_parameter",
            name: "p",
            values: { name: "/p", value: "made-up" },
            sensitive_values: { value: true },
          },
        ],
      },
    },
  },
};

describe("planStack of a stack that reads what another one has yet to make", () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), "ecs-secrets-test-"));
    for (const [name, stack] of Object.entries({ platform: PLATFORM, web: WEB })) {
      mkdirSync(path.join(folder, name));
      writeFileSync(path.join(folder, name, "cdk.tf.json"), JSON.stringify(stack));
    }
  });

  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  function plan(
    diagnostics: readonly Diagnostic[],
    { half = HALF, ...more }: { half?: object | Error } & Partial<PlanResult> = {},
  ): Promise<StackInput> {
    const failed = { ok: false, aborted: false, output: "", diagnostics, command: "plan", ...more };
    const terraform: Pick<TerraformRunner, "plan" | "showJson"> = {
      plan: () => Promise.resolve(failed as PlanResult),
      showJson: () => (half instanceof Error ? Promise.reject(half) : Promise.resolve(half)),
    };
    const [app = []] = [
      ["platform", "web"].map((name) => ({ name, directory: path.join(folder, name) })),
    ];
    const directory = path.join(folder, "web");
    return planStack({ name: "web", directory, app, terraform, planFile: "web.tfplan" });
  }

  it.each<[string, readonly Diagnostic[], readonly string[]]>([
    ["one output", [missing("key")], ["key"]],
    ["some", [missing("role"), missing("key"), missing("key"), WARNING], ["key", "role"]],
    [
      "one of a state that is looked up by hand",
      [missing("key", { references: ["data.terraform_remote_state.by-hand.outputs"] })],
      ["key"],
    ],
    [
      "one of a data source with `count`",
      [missing("key", { references: [`${STATE}[0].outputs`] })],
      ["key"],
    ],
    ["those of a stack that was never applied", [NO_STATE], ["key"]],
  ])("takes it for what it is now where it lacks %s", async (_, diagnostics, outputs) => {
    const { awaits, plan: now } = await plan(diagnostics);
    expect(awaits).toEqual([{ stack: "platform", outputs }]);
    expect(now.changes).toMatchObject([
      { address: "aws_ssm_parameter.p", action: "no-op", before: { name: "/p" } },
    ]);
  });

  it.each<[string, readonly Diagnostic[], Parameters<typeof plan>[1]]>([
    ["fails for anything else, too", [missing("key"), OTHER], {}],
    ["gives no reason", [], {}],
    ["only warns", [WARNING], {}],
    ["lacks an output that the other stack does not declare", [missing("queue")], {}],
    [
      "lacks an attribute of anything else",
      [missing("key", { references: ["local.settings"] })],
      {},
    ],
    [
      "lacks an attribute of one of the outputs",
      [missing("key", { references: [`${STATE}.outputs.key`] })],
      {},
    ],
    [
      "reads the state of another app",
      [missing("key", { references: ["data.terraform_remote_state.elsewhere.outputs"] })],
      {},
    ],
    ["does not say of what", [missing("key", { references: undefined })], {}],
    [
      "cannot find a state of which it reads nothing",
      [{ ...NO_STATE, address: "data.terraform_remote_state.by-hand" }],
      {},
    ],
    ["left no half of its plan", [missing("key")], { half: new Error("made-up") }],
    ["left another plan", [missing("key")], { half: { ...HALF, errored: false } }],
  ])("refuses it where it %s", async (_, diagnostics, more) => {
    await expect(plan(diagnostics, more)).rejects.toBeInstanceOf(UnusablePlanError);
  });

  it("says of a full disk, and of an interruption, what they are", async () => {
    await expect(plan([missing("key")], { noRoom: true })).rejects.toMatchObject({
      name: "UserError",
      reason: "No space is left on the device (ENOSPC).",
    });
    await expect(plan([missing("key")], { aborted: true })).rejects.toThrow(/was interrupted/);
  });
});
