import type { AccessEntry, Finding, Report, StackReport } from "../../../../cli/src/review/model";

const NOTHING: Omit<StackReport, "name"> = {
  counts: { create: 0, update: 0, replace: 0, delete: 0, forget: 0, import: 0, move: 0 },
  findings: [],
  access: [],
  statements: [],
  changes: [],
  containers: [],
  drift: [],
  valuesNeeded: [],
  digest: "0",
};

/** A stack with what a test is about. */
export function stack(name: string, parts: Partial<StackReport> = {}): StackReport {
  return { ...NOTHING, name, ...parts };
}

/** A review of some stacks. */
export function report(stacks: readonly StackReport[]): Report {
  const blocking = stacks.some(({ findings }) => findings.some((found) => found.blocking));
  return {
    schemaVersion: 1,
    verdict: blocking ? "blocking" : "clean",
    failOn: "high",
    findings: [],
    stacks,
  };
}

/** A finding that blocks. */
export function finding(id: string, parts: Partial<Finding> = {}): Finding {
  return {
    id,
    severity: "high",
    subject: "shop/database",
    text: "The secret is replaced: its value is lost.",
    remedy: "Keep its name, or copy the value first.",
    blocking: true,
    ...parts,
  };
}

/** A principal that can read a secret now. */
export function access(principal: string, parts: Partial<AccessEntry> = {}): AccessEntry {
  return {
    principal,
    secret: "parameter /shop/payment-key",
    before: "not readable",
    after: "readable",
    difference: "added",
    uses: [{ taskDefinition: "shop", container: "web", way: "variable", target: "PAYMENT_KEY" }],
    ...parts,
  };
}
