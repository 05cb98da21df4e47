import { formatRedeployments, type Redeployment } from "../../../../cli/src/live/redeploy";
import { liveService } from "../fixtures";

function redeployment(
  serviceName: string,
  told: Partial<Pick<Redeployment, "detail" | "next">>,
): Redeployment {
  const report = { service: liveService({ serviceName }), tasks: [], stale: [], unclear: [] };
  return { report, outcome: "failed", ...told };
}

describe("the report of redeploy", () => {
  it("says what to do next about each service", () => {
    const text = formatRedeployments([
      redeployment("web", { detail: "it was rolled back", next: "look at its events" }),
      redeployment("worker", {}),
    ]);
    expect(text).toMatch(/^orders\/web +0 +FAILED +it was rolled back$/m);
    expect(text.split("\n\n").at(-1)).toBe(
      "NOT every task holds the current values.\nNext: web: look at its events",
    );
  });

  it.each([
    ["the name of a service", "web\u001b[2J\nNext: all is well", {}],
    ["what AWS says", "web", { detail: "no\u001b]0;title\u0007\r\nEvery task holds" }],
    ["what is to be typed", "web", { next: "type\u001b[31m\u202ethis\n::error::that" }],
  ])("has nothing of %s that moves a cursor or begins a line", (_what, serviceName, told) => {
    const next = "look at its events";
    const text = formatRedeployments([redeployment(serviceName, { next, ...told })]);
    expect(text.replaceAll("\n", "")).not.toMatch(/[\p{Cc}\p{Cf}]/u);
    // The headings, the row of the service, an empty line between them and the verdict, and its next step.
    expect(text.split("\n")).toHaveLength(5);
  });
});
