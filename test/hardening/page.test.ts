import { readFileSync } from "node:fs";
import { join } from "node:path";
import { environments } from "../../environments";
import { stackOf } from "../environments/support/environment";
import { synth } from "../support/synth";
import { failures, resourcesOf } from "./support/check";
import { checks } from "./support/checks";
import { WITHOUT_RESOURCE } from "./support/iam-checks";
import { SECTION_5 } from "./support/section-5";

const page = readFileSync(join(__dirname, "../../docs/hardening.md"), "utf8");
const asked = Object.values(SECTION_5).flat();

/** Rules that are not met by what the modules make. */
const NOT_MET: Readonly<Record<string, "declined" | "not this project's resource">> = {
  CKV_AWS_144: "declined",
  CKV_AWS_50: "declined",
  CKV_AWS_115: "declined",
  CKV_AWS_116: "declined",
  CKV_AWS_117: "declined",
  CKV_AWS_272: "declined",
  CKV_AWS_297: "declined",
  "Lambda.3": "declined",
  "Lambda.7": "declined",
  "SecretsManager.3": "declined",
  "ECS.16": "not this project's resource",
  "ECS.20": "declined",
  "ECS.21": "not this project's resource",
  "SecretsManager.2": "not this project's resource",
};

/** The rows of the tables whose first cell is `[rule]`: how each is met. */
function rows(): ReadonlyMap<string, string> {
  const found = [...page.matchAll(/^\| \[([^\]]+)\] +\| [^|]+ \| ([^|]+) \|$/gm)];
  return new Map(found.map(([, id = "", here = ""]) => [id, here.trim()]));
}

/** How the checks say that a rule is met. */
function met(): Readonly<Record<string, string>> {
  const satisfied = checks.flatMap(({ ids, option }) =>
    ids.map((id) => [id, option === undefined ? "by default" : `by option \`${option}\``] as const),
  );
  return { ...Object.fromEntries(satisfied), ...NOT_MET };
}

const sorted = (ids: Iterable<string>): readonly string[] => [...ids].sort();

describe("docs/hardening.md", () => {
  it("has every rule once, and no other", () => {
    expect(new Set(asked).size).toBe(asked.length);
    expect(sorted(rows().keys())).toEqual(sorted(asked));
    expect(page.match(/^\| \[/gm)).toHaveLength(asked.length);
  });

  it("is about the rules that are checked, each by one check", () => {
    const checked = checks.flatMap(({ ids }) => ids);
    expect(sorted([...checked, ...Object.keys(NOT_MET)])).toEqual(sorted(asked));
  });

  it("has each rule under the resource that it looks at", () => {
    const sections = page.split(/^### /m).slice(1);
    for (const [type, ids] of Object.entries(SECTION_5)) {
      const section = sections.find((text) => text.split("\n")[2]?.includes(`\`${type}\``));
      expect(
        sorted([...(section ?? "").matchAll(/^\| \[([^\]]+)\]/gm)].map(([, id = ""]) => id)),
      ).toEqual(sorted(ids));
    }
  });

  it.each(Object.entries(met()))("says of %s: %s", (id, how) => {
    const here = rows().get(id) ?? "";
    expect(here.startsWith(how)).toBe(true);
    // What is declined says why.
    expect(here.slice(how.length)).toMatch(id in NOT_MET ? /^: \S/ : /^([;:,] .*)?$/);
  });

  it.each(asked)("says where %s comes from", (id) => {
    const [, source] =
      new RegExp(`^\\[${id.replace(".", "\\.")}\\]: (\\S+)$`, "m").exec(page) ?? [];
    const [service, number] = id.toLowerCase().split(".");
    expect(source).toMatch(
      number === undefined
        ? /^https:\/\/github\.com\/(bridgecrewio\/checkov|aquasecurity\/trivy-checks)\/blob\/main\//
        : new RegExp(
            `/securityhub/latest/userguide/${service}-controls\\.html#${service}-${number}$`,
          ),
    );
  });

  it("says what still shows in the environments", () => {
    const shown = [...page.matchAll(/^\| ((?:CKV|KMS|S3|ECS)[^|]+?) +\| ([^|]+?) +\| [^|]+ \|$/gm)];
    for (const data of environments) {
      const resources = resourcesOf(synth(stackOf(data)));
      const failing = checks.filter((check) => failures(check, resources).length > 0);
      const replicated = data.secretsBucket ? ["CKV_AWS_144"] : [];
      const listed = shown.flatMap(([, ids = "", where = ""]) =>
        where.split(", ").includes(data.name) ? ids.split(", ") : [],
      );
      expect(sorted(listed)).toEqual(sorted([...failing.flatMap(({ ids }) => ids), ...replicated]));
    }
  });

  it("names every action that stands on `*`, and no other", () => {
    const [, table = ""] = /### What stands on `\*`([\s\S]*?)\nEverywhere else/.exec(page) ?? [];
    const named = [...table.matchAll(/`(\w+:\w+)`/g)].map(([, action = ""]) =>
      action.toLowerCase(),
    );
    expect(sorted(named)).toEqual(sorted(WITHOUT_RESOURCE));
  });
});
