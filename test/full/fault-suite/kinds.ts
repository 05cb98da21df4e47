import type { Fault } from "../../support/fault-proxy";

/** Makes the fault of one write; Terraform and its plugins end by `kill`. */
export type MakeFault = (kill: () => void) => Fault;

/** Terraform and its plugins are killed before AWS does what it is asked for. */
export const KILLED: MakeFault = (kill) => ({
  kind: "never",
  at: "before AWS did it",
  then: kill,
});

/** They are killed when AWS has done it, before they hear of it. */
export const KILLED_AFTER: MakeFault = (kill) => ({
  kind: "never",
  at: "after AWS did it",
  then: kill,
});

const refused = (status: number, type: string): MakeFault => {
  const fault: Fault = { kind: "answer", status, type };
  return () => fault;
};

/** AWS refuses it, and no client tries again. */
export const REFUSED = refused(400, "ValidationException");

/** What goes wrong once with each write that Terraform survives; `isOnce`: the provider's next try of the same write passes. */
export const ANSWERS: readonly (readonly [kind: string, fault: MakeFault, isOnce: boolean])[] = [
  ["400", REFUSED, false],
  ["403", refused(403, "AccessDeniedException"), false],
  ["403 RequestTimeTooSkewed", refused(403, "RequestTimeTooSkewed"), false],
  ["429, once", refused(429, "ThrottlingException"), true],
  ["500, once", refused(500, "InternalFailure"), true],
  ["500, at every try", refused(500, "InternalFailure"), false],
  ["the connection is closed", () => ({ kind: "close", at: "before AWS did it" }), true],
  ["the answer is lost", () => ({ kind: "close", at: "after AWS did it" }), true],
  ["AWS does it after the client gave up", () => ({ kind: "late", ms: 700 }), true],
  ["AWS is gone from then on", () => ({ kind: "gone" }), false],
];

/** They, and an end of Terraform. */
export const KINDS: typeof ANSWERS = [
  ...ANSWERS,
  ["SIGKILL", KILLED, false],
  ["SIGKILL, after AWS did it", KILLED_AFTER, false],
];

/** AWS answers after half a minute: at many resources at once, as nothing else goes wrong. */
export const WAITS: MakeFault = () => ({ kind: "wait", ms: 30_000 });
