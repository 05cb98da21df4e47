import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { zipSync } from "fflate";
import { artifactsBelow, canary, ENCODINGS, isSearchable, searchLeaks } from "../../cli/src/leaks";

const VALUE = 'hunter2 & <friends> "+/="';
const values = [{ name: "db-password", value: VALUE }];

const inText = (text: string) => [{ name: "state", bytes: Buffer.from(text) }];
const encodingsOf = (text: string) =>
  searchLeaks(inText(text), values).map(({ encoding }) => encoding);

describe("a search for values", () => {
  it.each<[string, string]>([
    ["plain", `password = ${VALUE}`],
    ["base64", Buffer.from(VALUE).toString("base64")],
    ["base64", Buffer.from(`x${VALUE}`).toString("base64")],
    ["base64", Buffer.from(`xy${VALUE}z`).toString("base64url")],
    ["URL", `?password=${encodeURIComponent(VALUE)}`],
    ["URL", new URLSearchParams({ password: VALUE }).toString()],
    ["hex", Buffer.from(VALUE).toString("hex")],
    ["hex", Buffer.from(VALUE).toString("hex").toUpperCase()],
    ["JSON", JSON.stringify({ password: VALUE })],
    ["JSON", '"hunter2 \\u0026 \\u003cfriends\\u003e \\"+/=\\""'],
  ])("finds it in %s: %s", (encoding, text) => {
    expect(encodingsOf(`before ${text} after`)).toContain(encoding);
  });

  it("names the artifact, the value and the encoding, never the value itself", () => {
    const [leak, ...more] = searchLeaks(inText(VALUE), values);
    expect(more).toEqual([]);
    expect(leak).toEqual({ artifact: "state", value: "db-password", encoding: "plain" });
  });

  it("finds nothing where it is not", () => {
    expect(encodingsOf("hunter3 and friends")).toEqual([]);
  });

  it("knows every encoding by one name", () => {
    expect(new Set(ENCODINGS.map(({ name }) => name)).size).toBe(ENCODINGS.length);
  });
});

it("a value of less than eight characters cannot be searched for, and a canary can in every encoding", () => {
  expect(isSearchable("hunter2")).toBe(false);
  const made = canary();
  expect(isSearchable(made)).toBe(true);
  expect(canary()).not.toBe(made);
  for (const { needles } of ENCODINGS.filter(({ name }) => name !== "plain")) {
    expect(needles(made)).not.toContain(made);
  }
});

describe("what a run left behind", () => {
  const directory = mkdtempSync(join(tmpdir(), "leaks-"));
  afterAll(() => rmSync(directory, { recursive: true, force: true }));

  it("is every file below a folder, archives entry by entry, without the providers", async () => {
    // GIVEN
    mkdirSync(join(directory, ".terraform/providers"), { recursive: true });
    writeFileSync(join(directory, ".terraform/providers/aws"), VALUE);
    writeFileSync(join(directory, "state.json"), "{}");
    writeFileSync(join(directory, "plan"), zipSync({ "tfplan/state": Buffer.from(VALUE) }));
    // WHEN
    const artifacts = await artifactsBelow(directory, "run");
    // THEN
    const names = artifacts.map(({ name }) => name).sort();
    expect(names).toEqual(["run/plan", "run/plan!tfplan/state", "run/state.json"]);
    const found = searchLeaks(artifacts, values).filter(({ encoding }) => encoding === "plain");
    expect(found.map(({ artifact }) => artifact)).toContain("run/plan!tfplan/state");
  });
});
