import { madeInput, type MadeChange } from "../fixtures/made-plan";
import { found } from "./found";

const BUCKET = "aws_s3_bucket";
const VERSIONING = "aws_s3_bucket_versioning";
const LOCK = "aws_s3_bucket_object_lock_configuration";
const OBJECT = "aws_s3_object";
const REPLACE = ["delete", "create"];

function versioned(status: string, mfa_delete = ""): object {
  return { bucket: "files", versioning_configuration: [{ status, mfa_delete }] };
}

function locked(retention?: object): object {
  return {
    bucket: "files",
    object_lock_enabled: "Enabled",
    rule: retention ? [{ default_retention: [retention] }] : [],
  };
}

function update(type: string, before: object, after: object, unknown = {}): MadeChange {
  return { type, actions: ["update"], before: { ...before }, after: { ...after }, unknown };
}

const ON = versioned("Enabled");
const TEN_DAYS = { mode: "COMPLIANCE", days: 10, years: null };
const TEXTS = [
  "The bucket keeps no versions any more",
  "Versions can be deleted without a second factor",
  "Objects are no longer locked",
  "The object is no longer locked",
] as const;
const [SUSPENDED, WITHOUT_MFA, UNLOCKED, OBJECT_UNLOCKED] = TEXTS;

/** What is told to block. */
function of(...changes: readonly MadeChange[]): readonly string[] {
  const made = changes.map((change, at) => ({ address: `${change.type}.n${at}`, ...change }));
  return found("PROTECTION-REMOVED", madeInput(made))
    .filter(({ severity }) => severity === "high")
    .map(({ text }) => TEXTS.find((start) => text.startsWith(start)) ?? text);
}

describe("what keeps the versions of objects", () => {
  it.each<[string, MadeChange, string]>([
    ["is suspended", update(VERSIONING, ON, versioned("Suspended")), SUSPENDED],
    [
      "is suspended perhaps",
      update(
        VERSIONING,
        ON,
        { bucket: "files", versioning_configuration: [{}] },
        {
          versioning_configuration: [{ status: true }],
        },
      ),
      SUSPENDED,
    ],
    ["is deleted", { type: VERSIONING, actions: ["delete"], before: { ...ON } }, SUSPENDED],
    [
      "goes to another bucket",
      {
        type: VERSIONING,
        actions: REPLACE,
        before: { ...ON },
        after: { ...ON, bucket: "other" },
      },
      SUSPENDED,
    ],
    [
      "is suspended by a new resource",
      { type: VERSIONING, actions: ["create"], after: { ...versioned("Suspended") } },
      SUSPENDED,
    ],
    [
      "is suspended in the bucket itself",
      update(
        BUCKET,
        { bucket: "files", versioning: [{ enabled: true, mfa_delete: false }] },
        { bucket: "files", versioning: [{ enabled: false, mfa_delete: false }] },
      ),
      SUSPENDED,
    ],
    [
      "needs no second factor any more",
      update(VERSIONING, versioned("Enabled", "Enabled"), versioned("Enabled", "Disabled")),
      WITHOUT_MFA,
    ],
    [
      "is a lock that goes",
      { type: LOCK, actions: ["delete"], before: { ...locked(TEN_DAYS) } },
      UNLOCKED,
    ],
    ["is a lock without a rule", update(LOCK, locked(TEN_DAYS), locked()), UNLOCKED],
    [
      "is a shorter lock",
      update(
        LOCK,
        locked({ mode: "COMPLIANCE", years: 1 }),
        locked({ mode: "COMPLIANCE", days: 30 }),
      ),
      UNLOCKED,
    ],
    [
      "is a lock that some may take back",
      update(LOCK, locked(TEN_DAYS), locked({ ...TEN_DAYS, mode: "GOVERNANCE" })),
      UNLOCKED,
    ],
    [
      "is a lock of the bucket itself",
      update(
        BUCKET,
        { object_lock_configuration: [locked(TEN_DAYS)] },
        { object_lock_configuration: [locked()] },
      ),
      UNLOCKED,
    ],
    [
      "is a legal hold",
      update(
        OBJECT,
        { object_lock_legal_hold_status: "ON" },
        { object_lock_legal_hold_status: "OFF" },
      ),
      OBJECT_UNLOCKED,
    ],
    [
      "holds an object for a shorter time",
      update(
        OBJECT,
        { object_lock_mode: "GOVERNANCE", object_lock_retain_until_date: "2028-01-01T00:00:00Z" },
        { object_lock_mode: "GOVERNANCE", object_lock_retain_until_date: "2027-01-01T00:00:00Z" },
      ),
      OBJECT_UNLOCKED,
    ],
  ])("is told where it %s", (_, change, text) => {
    expect(of(change)).toEqual([text]);
  });

  it.each<[string, readonly MadeChange[]]>([
    ["begins", [update(VERSIONING, versioned("Suspended"), ON)]],
    ["stays", [update(VERSIONING, ON, { ...ON, expected_bucket_owner: "111111111111" })]],
    ["is made", [{ type: VERSIONING, actions: ["create"], after: { ...ON } }]],
    [
      "is none of a new bucket",
      [
        { type: BUCKET, actions: ["create"], after: { bucket: "files" } },
        { type: VERSIONING, actions: ["create"], after: { ...versioned("Suspended") } },
      ],
    ],
    [
      "goes with its bucket",
      [
        { type: BUCKET, actions: ["delete"], before: { bucket: "files" } },
        { type: VERSIONING, actions: ["delete"], before: { ...ON } },
        { type: LOCK, actions: ["delete"], before: { ...locked(TEN_DAYS) } },
      ],
    ],
    [
      "is a longer lock",
      [update(LOCK, locked(TEN_DAYS), locked({ ...TEN_DAYS, days: null, years: 1 }))],
    ],
    [
      "is that of a bucket whose tags change",
      [
        update(
          BUCKET,
          { versioning: [{ enabled: true }], object_lock_configuration: [locked(TEN_DAYS)] },
          {
            versioning: [{ enabled: true }],
            object_lock_configuration: [locked(TEN_DAYS)],
            tags: {},
          },
        ),
      ],
    ],
    ["was none", [update(BUCKET, { versioning: [{ enabled: false }] }, { versioning: [] })]],
    ["is forgotten", [{ type: VERSIONING, actions: ["forget"], before: { ...ON } }]],
  ])("says nothing where it %s", (_, changes) => {
    expect(of(...changes)).toEqual([]);
  });
});
