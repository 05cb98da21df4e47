import { madeInput, type MadeChange } from "../fixtures/made-plan";
import { found } from "./found";

const KEY = "aws_kms_key";
const EXTERNAL = "aws_kms_external_key";
const ALIAS = "aws_kms_alias";
const STORE = "aws_kms_custom_key_store";
const CLUSTER = "aws_cloudhsm_v2_cluster";
const HSM = "aws_cloudhsm_v2_hsm";
const ARN = "arn:aws:kms:eu-central-1:111111111111:key/1";
const REPLACE = ["delete", "create"];

const alias = { name: "alias/app", target_key_id: "1", target_key_arn: ARN };
const key = { arn: ARN, key_id: "1" };
const hsm = { cluster_id: "cluster-1" };

/** Severities and texts. */
function of(...changes: readonly MadeChange[]): readonly string[] {
  const made = changes.map((change, at) => ({ address: `${change.type}.n${at}`, ...change }));
  return found("KEY-DESTROYED", madeInput(made)).map(({ severity, text }) => `${severity} ${text}`);
}

function update(type: string, before: object, after: object, unknown = {}): MadeChange {
  return { type, actions: ["update"], before: { ...before }, after: { ...after }, unknown };
}

describe("a key that stays and can be used no longer", () => {
  it.each<[string, MadeChange, string]>([
    [
      "is disabled",
      update(KEY, { is_enabled: true }, { is_enabled: false }),
      "high The key is disabled: nothing that it encrypts can be read until it is enabled again.",
    ],
    [
      "is disabled perhaps",
      update(KEY, { is_enabled: true }, {}, { is_enabled: true }),
      "high The key is disabled, if the apply finds it so",
    ],
    ...["aws_kms_replica_key", EXTERNAL, "aws_kms_replica_external_key"].map(
      (type): [string, MadeChange, string] => [
        `is a disabled ${type}`,
        update(type, { enabled: true }, { enabled: false }),
        "high The key is disabled",
      ],
    ),
    [
      "gets material that expires",
      update(EXTERNAL, { valid_to: "" }, { valid_to: "2027-01-02T00:00:00Z" }),
      "high The material of the key expires on 2027-01-02",
    ],
    [
      "has material that expires sooner",
      update(
        "aws_kms_replica_external_key",
        { valid_to: "2028-01-01T00:00:00Z" },
        { valid_to: "2027-01-02T00:00:00Z" },
      ),
      "high The material of the key expires on 2027-01-02",
    ],
    [
      "has material that expires on a day that only the apply knows",
      update(EXTERNAL, { valid_to: "" }, {}, { valid_to: true }),
      "high The material of the key expires: after that",
    ],
    [
      "is new, with material that expires",
      { type: EXTERNAL, actions: ["create"], after: { valid_to: "2027-01-02T00:00:00Z" } },
      "medium The material of the key expires on 2027-01-02",
    ],
    [
      "is a replica whose material was imported, and is deleted",
      { type: "aws_kms_replica_external_key", actions: ["delete"], before: key },
      "high The key is deleted",
    ],
  ])("is told where it %s", (_, change, text) => {
    expect(of(change)).toEqual([expect.stringContaining(text)]);
  });

  it.each<[string, MadeChange]>([
    ["is enabled", update(KEY, { is_enabled: false }, { is_enabled: true })],
    ["stays disabled", update(KEY, { is_enabled: false }, { is_enabled: false })],
    [
      "changes otherwise",
      update(KEY, { is_enabled: true, tags: {} }, { is_enabled: true, tags: { a: "b" } }),
    ],
    [
      "has material that expires later",
      update(EXTERNAL, { valid_to: "2027-01-02T00:00:00Z" }, { valid_to: "2028-01-01T00:00:00Z" }),
    ],
    [
      "has material that expires no longer",
      update(EXTERNAL, { valid_to: "2027-01-02T00:00:00Z" }, { valid_to: "" }),
    ],
    [
      "is new, and nothing is said of its end",
      { type: EXTERNAL, actions: ["create"], after: {}, unknown: { valid_to: true } },
    ],
  ])("says nothing where it %s", (_, change) => {
    expect(of(change)).toEqual([]);
  });
});

describe("an alias", () => {
  it.each<[string, readonly MadeChange[], string]>([
    [
      "is deleted",
      [{ type: ALIAS, actions: ["delete"], before: alias }],
      "high The alias is deleted",
    ],
    [
      "is for another key",
      [update(ALIAS, alias, { ...alias, target_key_id: "2" })],
      "high The alias is for another key",
    ],
    [
      "is for a key that is made by the plan",
      [update(ALIAS, alias, { name: alias.name }, { target_key_id: true })],
      "high The alias is for another key",
    ],
    [
      "is deleted while its key has had another one",
      [
        { type: ALIAS, actions: ["delete"], before: alias },
        { type: ALIAS, actions: ["no-op"], before: alias, after: { ...alias, name: "alias/old" } },
      ],
      "high The alias is deleted",
    ],
    [
      "is deleted while its key gets that of another one",
      [
        { type: ALIAS, actions: ["delete"], before: alias },
        update(
          ALIAS,
          { name: "alias/other", target_key_id: "2" },
          { name: "alias/other", target_key_id: "1" },
        ),
      ],
      "high The alias is deleted",
    ],
    [
      "gets another name",
      [{ type: ALIAS, actions: REPLACE, before: alias, after: { ...alias, name: "alias/new" } }],
      "medium The alias goes, and its key has another one",
    ],
    [
      "gets another name at another address",
      [
        { type: ALIAS, actions: ["delete"], before: alias },
        {
          type: ALIAS,
          actions: ["create"],
          after: { name: "alias/new", target_key_id: ARN },
        },
      ],
      "medium The alias goes",
    ],
  ])("is told where it %s", (_, changes, text) => {
    expect(of(...changes)).toContainEqual(expect.stringContaining(text));
  });

  it.each<[string, readonly MadeChange[]]>([
    [
      "is named by the ARN of its key from now on",
      [update(ALIAS, alias, { ...alias, target_key_id: ARN })],
    ],
    ["is made", [{ type: ALIAS, actions: ["create"], after: alias }]],
    ["is forgotten", [{ type: ALIAS, actions: ["forget"], before: alias }]],
    [
      "was left over",
      [{ type: ALIAS, actions: ["delete"], before: alias, entry: { deposed: "00000000" } }],
    ],
  ])("says nothing where it %s", (_, changes) => {
    expect(of(...changes)).toEqual([]);
  });

  it.each<[string, MadeChange, MadeChange]>([
    [
      "deleted",
      { type: KEY, actions: ["delete"], before: key },
      { type: ALIAS, actions: ["delete"], before: alias },
    ],
    [
      "replaced",
      {
        type: KEY,
        actions: ["create", "delete"],
        before: key,
        after: {},
        unknown: { arn: true, key_id: true },
      },
      update(ALIAS, alias, { name: alias.name }, { target_key_id: true }),
    ],
  ])("is told with its key that is %s", (ends, gone, change) => {
    expect(of(gone, change)).toEqual([expect.stringContaining(`high The key is ${ends}`)]);
  });
});

describe("what holds the material of keys", () => {
  it.each<[string, readonly MadeChange[], string]>([
    [
      "is a store that is deleted",
      [{ type: STORE, actions: ["delete"], before: { id: "cks-1" } }],
      "high The custom key store is deleted",
    ],
    [
      "is a store that is elsewhere",
      [
        update(
          STORE,
          { xks_proxy_uri_endpoint: "https://one.example" },
          { xks_proxy_uri_endpoint: "https://two.example" },
        ),
      ],
      "high The custom key store is somewhere else from now on (xks_proxy_uri_endpoint)",
    ],
    [
      "is a cluster that is replaced",
      [{ type: CLUSTER, actions: REPLACE, before: hsm, after: {}, unknown: { cluster_id: true } }],
      "high The CloudHSM cluster is replaced",
    ],
    [
      "is a cluster without any HSM",
      [{ type: HSM, actions: ["delete"], before: hsm }],
      "high The last HSM of the cluster is deleted",
    ],
  ])("is told where it %s", (_, changes, text) => {
    expect(of(...changes)).toEqual([expect.stringContaining(text)]);
  });

  it.each<[string, readonly MadeChange[]]>([
    [
      "is a store with another password",
      [update(STORE, { key_store_password: "a" }, { key_store_password: "b" })],
    ],
    [
      "is a cluster that keeps an HSM",
      [
        { type: HSM, actions: ["delete"], before: hsm },
        { type: HSM, actions: ["no-op"], before: hsm, after: hsm },
      ],
    ],
  ])("says nothing where it %s", (_, changes) => {
    expect(of(...changes)).toEqual([]);
  });
});
