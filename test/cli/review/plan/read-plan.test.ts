import { readPlan, UnusablePlanError } from "../../../../cli/src/review/plan";
import { fixture, stackInput } from "../fixtures/read-fixture";
import { madeEntry, madeInput, madePlan } from "../fixtures/made-plan";

/** What a person is told about a plan that is refused. */
function refusal(json: unknown): UnusablePlanError {
  try {
    readPlan(json);
  } catch (error) {
    if (error instanceof UnusablePlanError) return error;
    throw error;
  }
  throw new Error("it was not refused");
}

describe("a plan that cannot be reviewed", () => {
  it("is refused when Terraform could not finish it, by a plan that Terraform really wrote", () => {
    expect(refusal(fixture("errored")).reason).toContain("marked as errored");
  });

  it("is refused when it is a state", () => {
    expect(refusal(fixture("state")).reason).toBe("It holds a state, not a plan.");
  });

  it("is refused when it nests as deep as only what somebody made up does", () => {
    const deep = (levels: number): unknown =>
      JSON.parse(`${"[".repeat(levels)}${"]".repeat(levels)}`);
    const more = { variables: { deep: { value: deep(10_000) } } };
    expect(refusal(madePlan([], more)).reason).toContain("nests deeper than 500 levels");
    expect(() =>
      readPlan(madePlan([], { variables: { deep: { value: deep(200) } } })),
    ).not.toThrow();
  });

  it.each(["__proto__", "constructor", "toString"])("is refused with the type %s", (type) => {
    const entry = madeEntry({ address: "x.it", type, actions: ["create"] });
    expect(refusal({ ...madePlan([]), resource_changes: [entry] }).reason).toContain(
      "has a type that no provider has",
    );
  });

  it("is refused when it says what there will be, and not what changes", () => {
    const resource = { address: "aws_iam_role.it", type: "aws_iam_role", values: {} };
    const planned_values = { root_module: { resources: [resource] } };
    const said = "It says what there will be, and not what changes.";
    expect(refusal({ format_version: "1.2", planned_values }).reason).toBe(said);
    const below = { root_module: { child_modules: [planned_values.root_module] } };
    expect(refusal({ format_version: "1.2", planned_values: below }).reason).toBe(said);
    // Terraform leaves the list out of a plan that has no resource.
    expect(readPlan({ format_version: "1.2", planned_values: { outputs: {} } }).changes).toEqual(
      [],
    );
  });

  describe("that something was taken out of", () => {
    const resource = (address: string, mode = "managed"): object => ({ address, mode, type: "t" });
    const state = (...addresses: readonly string[]): object => ({
      root_module: {
        resources: [...addresses.map((address) => resource(address)), resource("data.t.x", "data")],
      },
    });
    const kept = { address: "t.kept", type: "t", actions: ["no-op"] };

    it("is refused when it has a state, and neither plans nor changes anything", () => {
      const json = { ...madePlan([]), prior_state: { values: state("t.a", "t.b") } };
      expect(refusal(json).reason).toBe("It says nothing of 2 resources that its state holds.");
      expect(refusal(json).remedy.join()).toContain("-refresh-only");
    });

    it("is refused when it is called complete, and says nothing of a resource", () => {
      const json = {
        ...madePlan([kept], { complete: true }),
        prior_state: { values: state("t.gone") },
      };
      expect(refusal(json).reason).toBe("It says nothing of one resource that its state holds.");
    });

    it.each([[[]], [[kept]]])("is refused when it says that there will be more: %j", (changes) => {
      const json = { ...madePlan(changes), planned_values: state("t.kept", "t.new") };
      expect(refusal(json).reason).toContain("and not what changes there");
    });

    it.each([{ complete: false }, {}])("says what it is silent about: %j", (more) => {
      const json = { ...madePlan([kept], more), prior_state: { values: state("t.kept", "t.x") } };
      expect(readPlan(json).unmentioned).toEqual(["t.x"]);
    });

    it("is whole where resources are moved, put off and read", () => {
      const moved = { ...kept, entry: { previous_address: "t.old" } };
      const deferred = {
        reason: "unknown",
        resource_change: madeEntry({ address: "t.later", type: "t", actions: ["create"] }),
      };
      const json = {
        ...madePlan([moved], { complete: true, deferred_changes: [deferred] }),
        prior_state: { values: state("t.old") },
        planned_values: state("t.kept", "t.later"),
      };
      expect(readPlan(json).unmentioned).toEqual([]);
    });
  });

  it.each([
    ["2.0", "Its format version is 2.0, and only 1.x is understood."],
    ["0.1", "Its format version is 0.1, and only 1.x is understood."],
    ["0.2", "Its format version is 0.2, and only 1.x is understood."],
    ["11.0", "Its format version is 11.0, and only 1.x is understood."],
    ["<script>", "Its format version is unknown, and only 1.x is understood."],
  ])("is refused in format %s", (version, reason) => {
    expect(refusal({ ...fixture("lifecycle"), format_version: version }).reason).toBe(reason);
  });

  it.each([
    [null, "It is not a JSON object."],
    [[], "It is not a JSON object."],
    ["text", "It is not a JSON object."],
    [{ "@level": "info", type: "version" }, "It has no format version"],
    [{ ...madePlan([]), errored: "yes" }, "Its errored is neither true nor false."],
    [{ ...madePlan([]), resource_changes: {} }, "Its resource_changes is not a list."],
    [
      { ...madePlan([]), resource_changes: [{ change: {} }] },
      "Entry 0 of its resource_changes cannot be read: it has no address.",
    ],
    [
      { ...madePlan([]), resource_drift: [{ address: "a.b" }] },
      "Entry 0 of its resource_drift cannot be read: a.b has no type and name.",
    ],
    [
      { ...madePlan([]), deferred_changes: [{ reason: "absent_prereq" }] },
      "Entry 0 of its deferred_changes cannot be read: it has no address.",
    ],
    [
      madePlan([{ type: "t", actions: [] }]),
      "Entry 0 of its resource_changes cannot be read: t.it has no list of actions.",
    ],
    [
      madePlan([{ type: "t", actions: ["create"], change: { after: "made-up-secret" } }]),
      "Entry 0 of its resource_changes cannot be read: t.it after the change is not an object.",
    ],
  ])("is refused with its reason, and without a value: %j", (json, reason) => {
    const error = refusal(json);
    expect(error.reason).toContain(reason);
    expect(error.format()).not.toContain("made-up-secret");
    expect(error.remedy.length).toBeGreaterThan(0);
  });
});

it("a plan that is refused makes a terminal do nothing", () => {
  const error = refusal(madePlan([{ address: "a.b\n::error::\u001b[2J", type: "a", actions: [] }]));
  expect(error.reason).not.toMatch(/\p{Cc}/u);
});

describe("a plan that can be reviewed", () => {
  it("may be of a newer minor format, with members that nobody knows yet", () => {
    const known = readPlan(fixture("lifecycle"));
    const newer = readPlan({
      ...fixture("lifecycle"),
      format_version: "1.9",
      action_invocations: [{}],
    });
    expect(newer.changes).toEqual(known.changes);
  });

  it("may be OpenTofu's, which says neither complete nor errored", () => {
    const json = fixture("lifecycle");
    delete json["complete"];
    delete json["errored"];
    delete json["applyable"];
    expect(readPlan(json).complete).toBe(true);
  });

  it("says when Terraform itself calls it incomplete", () => {
    expect(stackInput("targeted").plan.complete).toBe(false);
    expect(stackInput("lifecycle").plan.complete).toBe(true);
  });

  it("keeps moves, imports, deposed objects, reasons and what forces a replacement", () => {
    const { changes } = stackInput("lifecycle").plan;
    const of = (address: string): unknown => changes.find((change) => change.address === address);
    expect(of("terraform_data.moved[1]")).toMatchObject({
      action: "no-op",
      movedFrom: "terraform_data.counted[1]",
    });
    expect(of("terraform_data.imported")).toMatchObject({ action: "no-op", imported: true });
    expect(of("terraform_data.forgotten")).toMatchObject({ action: "forget", imported: false });
    expect(of("terraform_data.replaced")).toMatchObject({
      action: "replace",
      createsFirst: true,
      replacedBy: ["triggers_replace"],
      reason: "replace_because_cannot_update",
    });
    const [deposed] = stackInput("deposed").plan.changes.filter(
      ({ action }) => action === "delete",
    );
    expect(deposed).toMatchObject({ address: "terraform_data.one", deposed: "0badc0de" });
  });

  it("lists what is put off to a later plan, with Terraform's reason", () => {
    const entry = madeEntry({ type: "aws_kms_key", actions: ["create"], after: {} });
    const deferred_changes = [{ reason: "instance_count_unknown", resource_change: entry }];
    const { plan } = madeInput([], { deferred_changes });
    expect(plan.changes).toMatchObject([
      { address: "aws_kms_key.it", action: "create", deferred: "instance_count_unknown" },
    ]);
  });

  it("shows a kind of resource that is not known yet like any other", () => {
    const { plan } = madeInput([{ type: "t", actions: ["open"], entry: { mode: "list" } }]);
    expect(plan.changes).toMatchObject([{ mode: "managed", action: "open" }]);
  });

  it("may import by an id that is not shown", () => {
    const importing = { id: "made-up-secret", identity: { id: "made-up-secret" } };
    const { plan } = madeInput([{ type: "t", actions: ["no-op"], change: { importing } }]);
    expect(plan.changes[0]?.imported).toBe(true);
  });
});

describe("the label of a resource", () => {
  it("is its construct path, where cdktf synthesized it", () => {
    const labels = stackInput("cdktf").plan.changes.map(({ label }) => label);
    expect(labels).toContain("dev/web/task/task-definition");
    expect(labels.filter((label) => label.includes("_"))).toEqual([]);
  });

  it("keeps the instance's index, and is the address inside of a module", () => {
    const block = { "//": { metadata: { path: "dev/key" } } };
    const synthesized = { resource: { aws_kms_key: { it: block } } };
    const addresses = ['aws_kms_key.it["eu"]', "module.m.aws_kms_key.it", "aws_kms_key.other"];
    const changes = addresses.map((address) => ({
      address,
      type: "aws_kms_key",
      actions: ["create"],
    }));
    const { changes: read } = readPlan(madePlan(changes), synthesized);
    expect(read.map(({ label }) => label)).toEqual([
      'dev/key["eu"]',
      "module.m.aws_kms_key.it",
      "aws_kms_key.other",
    ]);
  });
});
