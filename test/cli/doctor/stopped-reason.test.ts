import { referenceChecks, roleChecks } from "../../../cli/src/delivery";
import { serviceChecks } from "../../../cli/src/doctor/checks";
import { explain, type Finding } from "../../../cli/src/doctor/explain";
import { kindOf, REASONS, shownReason } from "../../../cli/src/doctor/stopped-reason";
import { ARN, EXAMPLES } from "./reasons-checked";
import { SAID } from "./reasons-said";

describe("a stopped task's reason", () => {
  it.each(EXAMPLES)("%s is of the kind that %s explains", (reason, check) => {
    expect(kindOf(reason)?.checks).toContain(check);
    const causes = explain(
      reason,
      [finding({ check }), finding({ check: "stale" })],
      true,
    ).findings;
    expect(causes.map((cause) => cause.check)).toEqual([check]);
  });

  it.each(SAID)("%s says its cause, and not that of a missing secret", (reason, cause, next) => {
    const explanation = explain(reason, [finding({ check: "secret-missing" })], true);
    expect(explanation.cause).toContain(cause);
    expect(explanation.next).toContain(next);
    expect(explanation.findings).toEqual([]);
  });

  it("has an example for each kind", () => {
    const seen = new Set([...EXAMPLES, ...SAID].map(([reason]) => kindOf(reason)));
    expect(REASONS.filter((kind) => !seen.has(kind))).toEqual([]);
  });

  it("is explained by checks that there are", () => {
    const known = [...roleChecks, ...referenceChecks, ...serviceChecks].map(({ id }) => id);
    expect(new Set(known).size).toBe(known.length);
    expect(
      REASONS.flatMap(({ checks = [] }) => checks).filter((id) => !known.includes(id)),
    ).toEqual([]);
  });

  it.each([
    "",
    "Something that nobody has seen",
    "CannotFrobnicateError: x",
    "CannotPullContainerError: failed to extract layer: failed to get reader from content store: content digest sha256:0a: not found",
    "(service web) was unable to place a task. Reason: something new",
  ])("says that it is unknown, and shows it as it stands: %j", (reason) => {
    expect(kindOf(reason)).toBeUndefined();
    const explanation = explain(reason, [finding({ check: "secret-missing" })], true);
    expect(explanation).toMatchObject({ reason, isKnown: false, findings: [] });
    expect(explanation.cause).toBe("unknown: doctor does not know this reason");
    expect(explanation.next).toContain("look it up as it stands");
  });

  it("names the one secret of several that it speaks of", () => {
    const check = "secret-missing";
    const db = finding({ check, source: "secret orders/db · password" });
    const other = finding({ check, source: "secret orders/vendor" });
    const reason = `ResourceNotFoundException: ${ARN}`;
    expect(explain(reason, [other, db], true).findings).toEqual([db]);
    expect(explain("ResourceNotFoundException", [other, db], true).findings).toEqual([other, db]);
  });

  it("is not explained by what may be, but is not known", () => {
    const doubtful = finding({ check: "secret-missing", state: "unknown" });
    const { findings, next } = explain("ResourceNotFoundException", [doubtful], true);
    expect(findings).toEqual([]);
    expect(next).toContain("nothing of that kind is wrong now");
  });

  it("is shown without control characters, without quotes from a secret, and not at any length", () => {
    expect(shownReason("a\u001b[31m\r\nb\u202ec\u2028d")).toBe("a [31m b c d");
    expect(shownReason("invalid character '\\'' looking for beginning of value")).toBe(
      "invalid character … looking for beginning of value",
    );
    expect(shownReason("invalid character 'x' after top-level value")).not.toContain("x'");
    expect(shownReason("x: invalid character 'q' in literal true (expecting 'r')")).toBe(
      "x: invalid character …",
    );
    expect(shownReason("json: cannot unmarshal number 4711 into Go value")).not.toContain("4711");
    expect(shownReason("x".repeat(2_000))).toHaveLength(501);
  });
});

function finding(settings: Partial<Finding>): Finding {
  const next = "do something";
  return {
    check: "stale",
    state: "problem",
    finding: "it is wrong",
    next,
    cluster: "orders",
    ...settings,
  };
}
