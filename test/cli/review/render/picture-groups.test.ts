import { COMMENT_BUDGET, markdown, page } from "../../../../cli/src/review/render";
import { drawnAccess } from "../../../../cli/src/review/render/access-graph";
import { access, finding, report, stack } from "./sample-report";

function services(count: number, difference: "added" | "same"): ReturnType<typeof access>[] {
  return Array.from({ length: count }, (_none, at) =>
    access(`orders-service-${at}-execution`, {
      secret: `secret orders/service-${at}/db`,
      difference,
      ...(difference === "same" ? { before: "readable" } : {}),
    }),
  );
}

describe("the picture", () => {
  it("draws everything as long as that can be followed", () => {
    const all = [...services(10, "added"), ...services(10, "same")];
    expect(drawnAccess(report([stack("dev", { access: all })]))).toHaveLength(20);
  });

  it("draws only what changes where there is more", () => {
    const all = [...services(10, "added"), ...services(500, "same")];
    const drawn = drawnAccess(report([stack("dev", { access: all })]));
    expect(drawn).toHaveLength(10);
    expect(drawn.every(({ difference }) => difference === "added")).toBe(true);
  });

  it("puts services together where even that is too much, and says how many they are", () => {
    const text = page(report([stack("dev", { access: services(500, "added") })]));
    expect(text).toContain("orders-service-… (500 principals)");
    expect(text).toContain("secret orders/… (500 secrets)");
    expect(text.match(/<path /g)).toHaveLength(1);
  });
});

describe("a stack that is reviewed alone", () => {
  const parts = { access: [access("role a")], findings: [finding("X")] };
  const [alone, two] = [[stack("dev", parts)], [stack("dev", parts), stack("qa", parts)]];

  it("is named once, and no table has a column for it", () => {
    const comment = markdown(report(alone), COMMENT_BUDGET);
    expect(comment.match(/`dev`/g)).toHaveLength(1);
    expect(comment).not.toContain("| stack |");
    expect(markdown(report(two), COMMENT_BUDGET)).toContain("| stack |");
  });
});

describe("what is to be pasted and followed", () => {
  const waiver = {
    finding: "X",
    subject: "```</pre><!-- x -->@team",
    stack: "dev",
    reason: "",
    expires: "2026-12-28",
  };
  const sample = {
    ...report([stack("dev", { findings: [finding("X", { waiver })] })]),
    origin: {
      commit: "0123abcd",
      run: "https://ci.example.com/runs/1",
      time: "2026-11-28 23:45 UTC",
    },
  };

  it("is the waiver, which no place takes for anything else and a program reads as it is", () => {
    const comment = markdown(sample, COMMENT_BUDGET);
    const [, line = ""] = /````json\n(.*)\n````/.exec(comment) ?? [];
    const { stack: name, ...rest } = waiver;
    expect(name).toBe("dev");
    expect(JSON.parse(line)).toEqual(rest);
    expect(line).not.toMatch(/[<>`@]/);
    expect(page(sample)).toContain("Waivers to paste");
  });

  it("is the run, with the commit and the time", () => {
    expect(markdown(sample, COMMENT_BUDGET)).toContain(
      "stack `dev` · commit `0123abcd` · [run](https://ci.example.com/runs/1) · 2026-11-28 23:45 UTC",
    );
    expect(page(sample)).toContain(
      "stack dev · commit 0123abcd · run https://ci.example.com/runs/1 · 2026-11-28 23:45 UTC",
    );
  });
});
