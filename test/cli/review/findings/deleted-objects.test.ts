import { madeInput, type MadeChange } from "../fixtures/made-plan";
import { found } from "./found";

const OBJECT = "aws_s3_object";
const BUCKET = "aws_s3_bucket";
const RULES = "aws_s3_bucket_lifecycle_configuration";
const REPLACE = ["delete", "create"];
const object = { bucket: "files", key: "app.env" };
const bucket = { bucket: "files", id: "files" };
/** As the provider fills it in. */
const ALL = [{ and: [], object_size_greater_than: null, prefix: "", tag: [] }];

interface Rule {
  readonly [attribute: string]: unknown;
}

function rule(parts: Rule): Rule {
  return { id: "it", status: "Enabled", filter: ALL, prefix: "", expiration: [], ...parts };
}

const AFTER_A_DAY = rule({ expiration: [{ days: 1, expired_object_delete_marker: false }] });
const SUPERSEDED = rule({ noncurrent_version_expiration: [{ noncurrent_days: 90 }] });

function ruled(
  actions: readonly string[],
  before: readonly Rule[] | null,
  after: readonly Rule[],
): MadeChange {
  return {
    type: RULES,
    actions,
    before: before && { bucket: "files", rule: before },
    after: { bucket: "files", rule: after },
  };
}

/** Severities and texts. */
function of(...changes: readonly MadeChange[]): readonly string[] {
  const made = changes.map((change, at) => ({ address: `${change.type}.n${at}`, ...change }));
  return found("BUCKET-DESTROYED", madeInput(made)).map(
    ({ severity, text }) => `${severity} ${text}`,
  );
}

describe("an object that goes", () => {
  it.each<[string, MadeChange, string]>([
    [
      "deleted",
      { type: OBJECT, actions: ["delete"], before: object },
      "high The object is deleted, with every version of it.",
    ],
    [
      "replaced under another key",
      { type: OBJECT, actions: REPLACE, before: object, after: { ...object, key: "new.env" } },
      "high The object is replaced, with every version of it.",
    ],
    [
      "an object that was copied",
      { type: "aws_s3_object_copy", actions: ["delete"], before: object },
      "high The object is deleted",
    ],
    [
      "an object of the provider's old type",
      { type: "aws_s3_bucket_object", actions: ["delete"], before: object },
      "high The object is deleted",
    ],
    [
      "a whole directory bucket",
      { type: "aws_s3_directory_bucket", actions: ["delete"], before: { force_destroy: true } },
      "high The bucket is deleted, with every object and version in it.",
    ],
  ])("is told where it is %s", (_, change, text) => {
    expect(of(change)).toEqual([expect.stringContaining(text)]);
  });

  it.each<[string, MadeChange]>([
    ["written", { type: OBJECT, actions: ["update"], before: object, after: object }],
    ["forgotten", { type: OBJECT, actions: ["forget"], before: object }],
    [
      "left over from an unfinished change",
      { type: OBJECT, actions: ["delete"], before: object, entry: { deposed: "00000000" } },
    ],
  ])("says nothing where it is %s", (_, change) => {
    expect(of(change)).toEqual([]);
  });

  it("is told with its bucket that goes, too", () => {
    expect(
      of(
        { type: BUCKET, actions: ["delete"], before: bucket },
        { type: OBJECT, actions: ["delete"], before: object },
      ),
    ).toEqual([expect.stringContaining("The bucket is deleted")]);
  });
});

describe("a lifecycle rule", () => {
  it.each<[string, MadeChange, string]>([
    [
      "deletes all after a day",
      ruled(["create"], null, [AFTER_A_DAY]),
      "high A lifecycle rule deletes every object after 1 day.",
    ],
    [
      "is added to others",
      ruled(["update"], [SUPERSEDED], [SUPERSEDED, AFTER_A_DAY]),
      "high A lifecycle rule deletes every object after 1 day.",
    ],
    [
      "was disabled",
      ruled(["update"], [{ ...AFTER_A_DAY, status: "Disabled" }], [AFTER_A_DAY]),
      "high A lifecycle rule deletes every object after 1 day.",
    ],
    [
      "deletes sooner",
      ruled(
        ["update"],
        [rule({ expiration: [{ days: 365 }] })],
        [rule({ expiration: [{ days: 30 }] })],
      ),
      "high A lifecycle rule deletes every object after 30 days.",
    ],
    [
      "deletes from a day on",
      ruled(["create"], null, [
        rule({ expiration: [{ date: "2027-01-02T00:00:00Z", days: null }] }),
      ]),
      "high A lifecycle rule deletes every object from 2027-01-02 on.",
    ],
    [
      "deletes more than before",
      ruled(["update"], [{ ...AFTER_A_DAY, filter: [{ prefix: "logs/" }] }], [AFTER_A_DAY]),
      "high A lifecycle rule deletes every object after 1 day.",
    ],
    [
      "deletes what it selects",
      ruled(["create"], null, [{ ...AFTER_A_DAY, filter: [{ prefix: "app/" }] }]),
      "high A lifecycle rule deletes the objects that it selects after 1 day.",
    ],
    [
      "archives",
      ruled(["create"], null, [rule({ transition: [{ days: 0, storage_class: "GLACIER" }] })]),
      "high A lifecycle rule archives every object, which no task can read until restored, after 0 days.",
    ],
    [
      "deletes superseded versions sooner",
      ruled(
        ["update"],
        [SUPERSEDED],
        [rule({ noncurrent_version_expiration: [{ noncurrent_days: 1 }] })],
      ),
      "medium A lifecycle rule deletes superseded versions after 1 day.",
    ],
    [
      "is known after the apply only",
      {
        ...ruled(["update"], [SUPERSEDED], []),
        unknown: { rule: true },
      },
      "high Only the apply knows its lifecycle rules",
    ],
    [
      "has a time that only the apply knows",
      {
        ...ruled(["update"], [SUPERSEDED], [SUPERSEDED, rule({ expiration: [{}] })]),
        unknown: { rule: [{}, { expiration: [{ days: true }] }] },
      },
      "high A lifecycle rule deletes every object after a time that only the apply knows.",
    ],
    [
      "stands in the bucket itself",
      {
        type: BUCKET,
        actions: ["update"],
        before: { ...bucket, lifecycle_rule: [] },
        after: {
          ...bucket,
          lifecycle_rule: [{ enabled: true, prefix: "", expiration: [{ days: 1, date: "" }] }],
        },
      },
      "high A lifecycle rule deletes every object after 1 day.",
    ],
  ])("is told where it %s", (_, change, text) => {
    expect(of(change)).toEqual([text.endsWith(".") ? text : expect.stringContaining(text)]);
  });

  it.each<[string, readonly MadeChange[]]>([
    [
      "is that of the modules, in a new bucket",
      [
        { type: BUCKET, actions: ["create"], after: { bucket: "files" }, unknown: { id: true } },
        {
          type: RULES,
          actions: ["create"],
          after: { rule: [SUPERSEDED] },
          unknown: { bucket: true },
        },
      ],
    ],
    [
      "deletes objects of a new bucket that is known by its name",
      [
        { type: BUCKET, actions: ["create"], after: { bucket: "files" } },
        ruled(["create"], null, [AFTER_A_DAY]),
      ],
    ],
    ["stays", [ruled(["update"], [AFTER_A_DAY], [{ ...AFTER_A_DAY, id: "renamed" }])]],
    ["deletes later", [ruled(["update"], [AFTER_A_DAY], [rule({ expiration: [{ days: 30 }] })])]],
    [
      "deletes a part of what was deleted before",
      [ruled(["update"], [AFTER_A_DAY], [{ ...AFTER_A_DAY, filter: [{ prefix: "logs/" }] }])],
    ],
    [
      "deletes the markers of deleted objects only",
      [
        ruled(["create"], null, [
          rule({ expiration: [{ days: 0, expired_object_delete_marker: true }] }),
        ]),
      ],
    ],
    [
      "moves objects to a class that can be read",
      [
        ruled(["create"], null, [
          rule({ transition: [{ days: 30, storage_class: "GLACIER_IR" }] }),
        ]),
      ],
    ],
    ["is disabled", [ruled(["create"], null, [{ ...AFTER_A_DAY, status: "Disabled" }])]],
    [
      "moves to another address",
      [
        { type: RULES, actions: ["delete"], before: { bucket: "files", rule: [AFTER_A_DAY] } },
        ruled(["create"], null, [AFTER_A_DAY]),
      ],
    ],
    [
      "goes",
      [{ type: RULES, actions: ["delete"], before: { bucket: "files", rule: [AFTER_A_DAY] } }],
    ],
  ])("says nothing where it %s", (_, changes) => {
    expect(of(...changes)).toEqual([]);
  });
});
