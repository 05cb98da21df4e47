import { parseEvent } from "../../../cli/src/terraform";

function line(fields: object): string {
  return JSON.stringify({ "@level": "info", "@message": "…", ...fields });
}

describe("parseEvent", () => {
  it.each([
    ["apply_start", "start"],
    ["apply_progress", "progress"],
    ["apply_complete", "complete"],
    ["apply_errored", "error"],
    ["ephemeral_op_start", "start"],
  ])("reads %s", (type, stage) => {
    const hook = { resource: { addr: "aws_kms_key.key" }, action: "create", elapsed_seconds: 7 };
    expect(parseEvent(line({ type, hook }))).toEqual({
      type: "resource",
      stage,
      address: "aws_kms_key.key",
      action: "create",
      elapsedSeconds: 7,
    });
  });

  it("calls a refresh a refresh", () => {
    const hook = { resource: { addr: "aws_kms_key.key" } };
    expect(parseEvent(line({ type: "refresh_start", hook }))).toMatchObject({ action: "refresh" });
  });

  it("reads a diagnostic, with and without an address", () => {
    const diagnostic = { severity: "error", summary: "S", detail: "D" };
    expect(parseEvent(line({ type: "diagnostic", diagnostic }))).toEqual({
      type: "diagnostic",
      diagnostic,
    });
    const about = { ...diagnostic, severity: "warning", address: "aws_kms_key.key" };
    expect(parseEvent(line({ type: "diagnostic", diagnostic: about }))).toEqual({
      type: "diagnostic",
      diagnostic: about,
    });
  });

  it("reads what the expression refers to that a diagnostic is about, and no value of it", () => {
    const traversal = "data.terraform_remote_state.platform.outputs";
    const values = [{ traversal, statement: 'is "made-up"' }, { statement: "is true" }];
    const snippet = { context: "locals", code: "made-up", values };
    const diagnostic = { severity: "error", summary: "S", detail: "D" };
    expect(
      parseEvent(line({ type: "diagnostic", diagnostic: { ...diagnostic, snippet } })),
    ).toEqual({ type: "diagnostic", diagnostic: { ...diagnostic, references: [traversal] } });
  });

  it("makes the sentence of a guard the whole of a diagnostic", () => {
    // GIVEN
    const detail =
      "Error running command 'echo A value is missing. && echo Set TF_VAR_x: this apply writes y && exit 1': exit status 1. " +
      "Output: A value is missing.\r\nSet TF_VAR_x: this apply writes y\n";
    const summary = "local-exec provisioner error";
    const address = "terraform_data.y_value-guard_0123";

    // THEN
    const diagnostic = { severity: "error", summary, detail, address };
    expect(parseEvent(line({ type: "diagnostic", diagnostic }))).toEqual({
      type: "diagnostic",
      diagnostic: { severity: "error", summary: "Set TF_VAR_x: this apply writes y", detail: "" },
    });
  });

  it.each(["TF_VAR_api_key", "TF_VAR_orders-api-key"])(
    "makes the same of a write that begins without its value, which Terraform reports as a conversion: %s",
    (name) => {
      // GIVEN
      const detail = `Invalid value for "v" parameter: cannot convert "${name} is not set, and this apply writes web/api-key" to number; given string must be a decimal representation of a number.`;
      const diagnostic = { severity: "error", summary: "Invalid function argument", detail };

      // THEN
      expect(parseEvent(line({ type: "diagnostic", diagnostic }))).toEqual({
        type: "diagnostic",
        diagnostic: {
          severity: "error",
          summary: `Set ${name}: this apply writes web/api-key`,
          detail: "",
        },
      });
    },
  );

  it("reads planned changes, drift and the summary", () => {
    const change = { resource: { addr: "a.b" }, action: "replace" };
    const expected = { address: "a.b", action: "replace" };
    expect(parseEvent(line({ type: "planned_change", change }))).toEqual({
      type: "planned",
      change: expected,
    });
    expect(parseEvent(line({ type: "resource_drift", change }))).toEqual({
      type: "drift",
      change: expected,
    });
    const changes = { add: 1, change: 2, remove: 3, operation: "plan" };
    expect(parseEvent(line({ type: "change_summary", changes }))).toEqual({
      type: "summary",
      operation: "plan",
      changes: { add: 1, change: 2, remove: 3, import: 0 },
    });
  });

  it.each([
    "",
    "not JSON",
    "[1]",
    "null",
    line({ type: "version" }),
    line({ type: "apply_later" }),
  ])("passes over %j", (text) => {
    expect(parseEvent(text)).toBeUndefined();
  });
});
