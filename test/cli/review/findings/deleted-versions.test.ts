import { madeInput, type MadeChange } from "../fixtures/made-plan";
import { found } from "./found";

const SECRET = "aws_secretsmanager_secret";
const VERSION = "aws_secretsmanager_secret_version";
const ARN = "arn:aws:secretsmanager:eu-central-1:111111111111:secret:shop/db-abcdef";

function version(...labels: readonly string[]): { secret_id: string; version_stages: string[] } {
  return { secret_id: ARN, version_stages: [...labels] };
}

function gone(...labels: readonly string[]): MadeChange {
  return { type: VERSION, actions: ["delete"], before: version(...labels) };
}

/** Severities and texts, and what is lost. */
function of(...changes: readonly MadeChange[]): readonly string[] {
  const made = changes.map((change, at) => ({ address: `${change.type}.n${at}`, ...change }));
  return found("SECRET-DESTROYED", madeInput(made)).map(
    ({ severity, text, removed = [] }) => `${severity} ${text} ${removed.join()}`,
  );
}

const RENEWED: MadeChange = {
  type: VERSION,
  actions: ["create"],
  after: { secret_id: ARN },
  unknown: { version_stages: true },
};

describe("a version of a secret that stays", () => {
  it.each<[string, readonly MadeChange[], string]>([
    [
      "had a label that somebody named",
      [gone("AWSPREVIOUS", "blue")],
      "high The version loses a label, and AWS may delete it: what reads the secret by such a label reads nothing any more. label blue",
    ],
    [
      "had such a label, and another one comes",
      [gone("blue"), RENEWED],
      "high The version loses a label",
    ],
    [
      "is replaced by one without its label",
      [
        {
          type: VERSION,
          actions: ["create", "delete"],
          before: version("blue"),
          after: { secret_id: ARN },
          unknown: { version_stages: true },
        },
      ],
      "high The version loses a label",
    ],
    [
      "only loses its label",
      [
        {
          type: VERSION,
          actions: ["update"],
          before: version("AWSCURRENT", "blue"),
          after: version("AWSCURRENT"),
        },
      ],
      "high The version loses a label",
    ],
    [
      "is a revision that a task still reads",
      [
        gone("terraform-revision-1"),
        RENEWED,
        {
          type: "aws_ecs_task_definition",
          actions: ["no-op"],
          after: {
            container_definitions: `[{"secrets":[{"valueFrom":"${ARN}::terraform-revision-1:"}]}]`,
          },
        },
      ],
      "high The version loses a label",
    ],
    [
      "has nothing that is known of it",
      [gone()],
      "high The version is deleted, and with it the way back",
    ],
    ["was the one before", [gone("AWSPREVIOUS")], "medium The version is deleted"],
    ["is current", [gone("AWSCURRENT")], "medium Terraform gives up the version and writes none"],
  ])("is told where it %s", (_, changes, text) => {
    expect(of(...changes)).toEqual([expect.stringContaining(text)]);
  });

  it.each<[string, readonly MadeChange[]]>([
    ["is what a renewal leaves behind", [gone("AWSCURRENT"), RENEWED]],
    [
      "is replaced by a renewal",
      [
        {
          type: VERSION,
          actions: ["create", "delete"],
          before: version("AWSCURRENT"),
          after: { secret_id: ARN },
          unknown: { version_stages: true },
        },
      ],
    ],
    [
      "is replaced by the next revision of the modules",
      [
        {
          type: VERSION,
          actions: ["create", "delete"],
          before: version("AWSCURRENT", "terraform-revision-1"),
          after: version("AWSCURRENT", "terraform-revision-2"),
        },
      ],
    ],
    [
      "is a revision of which a task reads another one, or that of another secret",
      [
        gone("terraform-revision-1"),
        RENEWED,
        {
          type: "aws_ecs_task_definition",
          actions: ["no-op"],
          after: {
            container_definitions: `[{"secrets":[{"valueFrom":"${ARN}::terraform-revision-2:"},{"valueFrom":"${ARN.replace("db", "mail")}::terraform-revision-1:"}]}]`,
          },
        },
      ],
    ],
    ["was left over", [{ ...gone("blue"), entry: { deposed: "00000000" } }]],
    [
      "gives its label to another one",
      [gone("blue"), { ...RENEWED, after: version("blue"), unknown: {} }],
    ],
    ["is forgotten", [{ type: VERSION, actions: ["forget"], before: version("blue") }]],
  ])("says nothing where it %s", (_, changes) => {
    expect(of(...changes)).toEqual([]);
  });

  it("is told with its secret that goes, too", () => {
    const secret = { type: SECRET, actions: ["delete"], before: { arn: ARN, name: "shop/db" } };
    expect(of(secret, gone("blue"))).toEqual([
      expect.stringContaining("secret shop/db is deleted"),
    ]);
  });
});
