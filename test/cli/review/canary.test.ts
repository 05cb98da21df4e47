import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { readPlan } from "../../../cli/src/review/plan";
import { publish } from "../../../cli/src/review/publish";
import { buildReport } from "../../../cli/src/review/report";
import { reviewRun } from "../../../cli/src/review/run";
import { findValue } from "../../../cli/src/review/guard/find-value";
import { UserError } from "../../../cli/src/user-error";
import { listIn, objectIn, own, type JsonObject } from "../../../cli/src/json";
import { kindOf, textsIn, withText, type Place } from "./canaries";
import { fixture, PLANS, type Json } from "./fixtures/read-fixture";

jest.setTimeout(120_000);

// It knows no canary, and takes longer than everything else; what it finds has tests of its own.
jest.mock("@secretlint/core", () => ({ lintSource: () => Promise.resolve({ messages: [] }) }));
jest.mock("@secretlint/secretlint-rule-preset-recommend", () => ({ creator: {} }));

// The scanner notes how long each of its steps takes, and looks through all its notes at each.
jest.mock("@secretlint/profiler", () => ({ secretLintProfiler: { mark: () => undefined } }));

/** How many canaries stand in a plan at once. */
const AT_ONCE = 32;
/** Of how many places of a kind, such as the names of all roles of a plan, a canary is put into each. */
const OF_A_KIND = 3;

/** Everything that a person or a program gets to see of a review, errors included. */
async function seenOf(name: string, plan: Json): Promise<string> {
  const folder = mkdtempSync(path.join(tmpdir(), "canary-"));
  const printed: string[] = [];
  const spies = (["stdout", "stderr"] as const).map((stream) =>
    jest.spyOn(process[stream], "write").mockImplementation((text) => {
      printed.push(String(text));
      return true;
    }),
  );
  try {
    const synthesized = name === "cdktf" ? fixture("cdktf.synthesized") : undefined;
    await reviewRun(async () => {
      const input = { name, plan: readPlan(whole(plan), synthesized), synthesized };
      await publish(buildReport([input]), [input], folder);
    });
  } catch (error) {
    // What main.ts prints; anything else than a UserError would be a stack trace with its message.
    if (!(error instanceof UserError)) throw error;
    printed.push(error.format(), error.stack ?? "");
  } finally {
    for (const spy of spies) spy.mockRestore();
  }
  const files = readdirSync(folder).map((file) => readFileSync(path.join(folder, file), "utf8"));
  rmSync(folder, { recursive: true });
  return [...printed, ...files].join("\n");
}

/** The plan with an entry for every resource of its states: one that lacks any is refused, and would show nothing. */
function whole(plan: Json): Json {
  const { resource_changes: changes = [], prior_state: prior, planned_values } = plan as JsonObject;
  const entries = listIn(changes);
  const known = new Set(entries.map((entry) => own(entry, "address")));
  const below = (module: unknown): readonly unknown[] => [
    ...listIn(own(module, "resources")),
    ...listIn(own(module, "child_modules")).flatMap(below),
  ];
  const states = [own(prior, "values"), planned_values].map((values) => own(values, "root_module"));
  const missing = states.flatMap(below).filter((one) => !known.has(own(one, "address")));
  const added = missing.map((one) => {
    const change = { actions: ["no-op"], before: null, after: null };
    return { address: own(one, "address"), type: "nothing", name: "nothing", change };
  });
  return { ...objectIn(plan), resource_changes: [...entries, ...added] } as Json;
}

function canary(index: number): string {
  return `canary${String(index).padStart(4, "0")}x7f3a`;
}

/** Of all places of a kind the first, the last and some between. */
function someOfEachKind(plan: Json, places: readonly Place[]): readonly Place[] {
  const kinds = new Map<string, Place[]>();
  for (const place of places) {
    const kind = kindOf(plan, place);
    kinds.set(kind, [...(kinds.get(kind) ?? []), place]);
  }
  return [...kinds.values()].flatMap((all) =>
    all.filter((_place, at) => {
      const step = (all.length - 1) / (OF_A_KIND - 1);
      return (
        all.length <= OF_A_KIND ||
        Array.from({ length: OF_A_KIND }, (_none, one) => Math.round(one * step)).includes(at)
      );
    }),
  );
}

/** Signs that Terraform's language, Markdown, HTML, JSON or a diagram writes in another way. */
const SPELLINGS: readonly ((canary: string) => string)[] = [
  (canary) => canary,
  (canary) => `\${${canary}}`,
  (canary) => `%{${canary}}`,
  (canary) => `"${canary}"`,
  (canary) => `<${canary}>`,
  (canary) => `|${canary}|`,
  (canary) => `\n${canary}\t\\`,
  (canary) => `\u00e9${canary}\u{1f511}&@`,
];

/** Every piece of a text in which a canary stands, with room for whatever is written around it. */
function around(text: string, mark: string): readonly string[] {
  const pieces: string[] = [];
  for (let at = text.indexOf(mark); at >= 0; at = text.indexOf(mark, at + 1)) {
    pieces.push(text.slice(Math.max(0, at - 100), at + mark.length + 100));
  }
  return pieces;
}

/** The places in groups, such that neighbours stand in different ones. */
function groups<T>(items: readonly T[]): readonly (readonly T[])[] {
  const number = Math.ceil(items.length / AT_ONCE);
  return Array.from({ length: number }, (_, group) =>
    items.filter((_item, index) => index % number === group),
  );
}

/** What may be shown: names, ARNs, actions and conditions of policies, and where in the configuration they come from. */
const SHOWN: readonly RegExp[] = [
  /^resource_(changes|drift)\.\w+\.(address|previous_address|type|deposed|action_reason)$/,
  /^resource_(changes|drift)\.\w+\.change\.replace_paths$/,
  /^resource_(changes|drift)\.\w+\.change\.(before|after)\.(arn|name|path|family|bucket|role|user|group|permissions_boundary|kms_key_id|\w+_role_arn)$/,
  // Policies: who may do what with which resource, under which condition.
  /^resource_(changes|drift)\.aws_\w+\.change\.(before|after)\.\w*policy\.=>\.Statement\.(Effect|Action|Resource|Principal\.\w+|Condition\.\w+\.[\w:/-]+)$/,
  /^resource_changes\.aws_iam_policy_document\.change\.after\.statement\.(actions|resources)$/,
  // Containers: their names, those of their variables, and which secret each receives.
  /^resource_changes\.aws_ecs_task_definition\.change\.(before|after)\.container_definitions\.=>\.(name|image|environment\.name|secrets\.(name|valueFrom))$/,
  // Addresses in the configuration; account and Region, of which ARNs are made.
  /^configuration\.root_module\.resources\.\w+\.expressions\.[\w.]+\.references$/,
  /^configuration\.provider_config\.aws\.expressions\.(region|allowed_account_ids)\.constant_value$/,
  /^(deferred_changes\.reason|checks\.[\w.]+|terraform_version)$/,
];

describe.each(PLANS)("every text of the plan %s", (name) => {
  const plan: Json = fixture(name);
  const all = someOfEachKind(plan, textsIn(plan));
  const places = all.map((place, index) => ({ place, mark: canary(index) }));

  it("that is shown is one that may be shown", async () => {
    const shown = new Set<string>();
    for (const group of groups(places)) {
      // Deeper places last: what stands around them is replaced before.
      const changed = group.reduce<Json>(
        (json, { place, mark }) => withText(json, place, mark),
        plan,
      );
      const seen = await seenOf(name, changed);
      for (const { place, mark } of group) {
        if (seen.includes(mark)) shown.add(kindOf(plan, place));
      }
    }
    const forbidden = [...shown].filter((kind) => !SHOWN.some((allowed) => allowed.test(kind)));
    expect(forbidden).toEqual([]);
  });

  it("is not shown when it is marked as sensitive", async () => {
    const values = places.filter(({ place }) => sensitivePlace(place) !== undefined);
    const leaked: string[] = [];
    for (const group of groups(values)) {
      const changed = group.reduce<Json>((json, { place, mark }) => {
        const marks = sensitivePlace(place);
        return marks ? marked(withText(json, place, mark), marks) : json;
      }, plan);
      const seen = await seenOf(name, changed);
      leaked.push(
        ...group.filter(({ mark }) => seen.includes(mark)).map(({ place }) => kindOf(plan, place)),
      );
    }
    expect(leaked).toEqual([]);
  });
});

describe.each(PLANS)("every text of the plan %s that may be shown", (name) => {
  const plan: Json = fixture(name);
  const mayBeShown = textsIn(plan).filter((place) =>
    SHOWN.some((allowed) => allowed.test(kindOf(plan, place))),
  );
  const places = someOfEachKind(plan, mayBeShown).map((place, index) => {
    return { place, mark: canary(index) };
  });

  it("is found by the last look in every spelling, so that none is shown that is marked", async () => {
    const missed: string[] = [];
    let shown = 0;
    // Three places of a kind in three turns each: a kind is seen in all spellings.
    for (let turn = 0; turn < SPELLINGS.length; turn += OF_A_KIND) {
      for (const group of groups(places)) {
        const spelled = group.map(({ place, mark }, index) => {
          const spell = SPELLINGS[(turn + index) % SPELLINGS.length] ?? String;
          return { place, mark, text: spell(mark) };
        });
        const changed = spelled.reduce<Json>(
          (json, { place, text }) => withText(json, place, text),
          plan,
        );
        const seen = await seenOf(name, changed);
        for (const { place, mark, text } of spelled) {
          if (!seen.includes(mark)) continue;
          shown += 1;
          if (findValue(around(seen, mark), [{ name: "canary", value: text }]) === undefined) {
            missed.push(`${kindOf(plan, place)}: ${text}`);
          }
        }
      }
    }
    expect(missed).toEqual([]);
    // Else nothing would have been looked for.
    expect(shown).toBeGreaterThan(0);
  });
});

/** Where Terraform marks a value of a change; undefined for what it has no marks for. */
function sensitivePlace(place: Place): Place | undefined {
  const [section, index, change, side, attribute] = place;
  if (section !== "resource_changes" && section !== "resource_drift") return undefined;
  if (change !== "change" || (side !== "before" && side !== "after")) return undefined;
  if (attribute === undefined) return undefined;
  return [section, index ?? 0, change, `${side}_sensitive`, attribute];
}

function marked(json: Json, [section, index, change, side, attribute]: Place): Json {
  const copy = structuredClone(json) as Record<string, Record<string, Record<string, Json>>[]>;
  const changed = copy[String(section)]?.[Number(index)]?.[String(change)] as Record<string, Json>;
  const marks = changed[String(side)];
  const others = typeof marks === "object" && !Array.isArray(marks) ? marks : {};
  changed[String(side)] = { ...others, [String(attribute)]: true };
  return copy as unknown as Json;
}
