import { found } from "../../../../cli/src/aws";
import { runChecks } from "../../../../cli/src/delivery";
import { valueChecks } from "../../../../cli/src/delivery/checks/value";
import { registryCredentials } from "../../../../cli/src/ways";
import { secretFiles } from "../../../../cli/src/ways/ways";
import { SECRET } from "../../policy/policies";
import { REFUSED, said, subjectOf, type World } from "./subject";

const BYTES = new Uint8Array([1, 2]);
const keyed = (value: string | Uint8Array, key = "password"): World => ({
  valueFrom: `${SECRET}:${key}::`,
  value: found(value),
});
const login = (value: string): World => ({ way: registryCredentials, value: found(value) });

describe("a value", () => {
  it.each<[string, World, readonly string[]]>([
    ["is not looked at unless that is asked for", {}, []],
    ["is text", { value: found("canary") }, []],
    ["is text in a JSON key", keyed('{"password":"canary"}'), []],
    [
      "may not be read",
      { value: REFUSED },
      ["value-unreadable unknown: its value cannot be read: you may not call it"],
    ],
    [
      "is bytes",
      { value: found(BYTES) },
      ["value-not-text problem: it has no text value, but bytes"],
    ],
    ["is bytes in a file", { way: secretFiles, value: found(BYTES) }, []],
    [
      "is not JSON",
      keyed("canary"),
      ["value-not-json problem: secret app/api is not a JSON object"],
    ],
    [
      "is a JSON list",
      keyed("[1]"),
      ["value-not-json problem: secret app/api is not a JSON object"],
    ],
    [
      "has no such key",
      keyed('{"Password":"canary"}'),
      ["json-key-missing problem: secret app/api has no key password"],
    ],
    [
      "has no key of every object's own",
      keyed("{}", "toString"),
      ["json-key-missing problem: secret app/api has no key toString"],
    ],
    [
      "is a number",
      keyed('{"password":4711}'),
      ["json-value-not-text problem: key password of secret app/api is not a string"],
    ],
    ["is empty", { value: found("") }, ["value-empty problem: its value is empty"]],
    ["is an empty key", keyed('{"password":""}'), ["value-empty problem: its value is empty"]],
    ["is a login", login('{"Username":"a","password":"b"}'), []],
    [
      "is no login",
      login("canary"),
      ["registry-login-malformed problem: secret app/api is not a JSON object"],
    ],
    [
      "is half a login",
      login('{"username":"","other":"b"}'),
      ["registry-login-malformed problem: secret app/api has no username and no password"],
    ],
    [
      "is an empty login, which is said once",
      login(""),
      ["value-empty problem: its value is empty"],
    ],
  ])("%s", async (_what, world, verdicts) => {
    expect(await said(valueChecks, subjectOf(world))).toEqual(verdicts);
  });

  it.each<[string, World]>([
    ["a deletion", { secret: { deleted: true } }],
    ["no version", { secret: { missingVersion: "AWSCURRENT" } }],
    ["another ARN", { secret: { otherArn: SECRET } }],
    ["no key", { secret: { key: { state: "missing", why: "" } } }],
  ])("is not asked for behind %s, of which another check speaks", async (_what, world) => {
    expect(await said(valueChecks, subjectOf({ ...world, value: found("") }))).toEqual([]);
  });

  it("is never in what is said about it", async () => {
    const worlds = [keyed("canary"), keyed('{"other":"canary"}'), login('{"username":"canary"}')];
    for (const world of worlds) {
      const verdicts = await runChecks(valueChecks, subjectOf(world));
      expect(verdicts).toHaveLength(1);
      expect(JSON.stringify(verdicts)).not.toContain("canary");
    }
  });
});
