import { readPlan } from "../../../../cli/src/review/plan";
import { buildReport } from "../../../../cli/src/review/report";
import { madeInput, madePlan, type MadeChange } from "../fixtures/made-plan";
import { NO_ACCESS } from "../fixtures/read-fixture";

const SECRET = "aws_secretsmanager_secret";
const PARAMETER = "aws_ssm_parameter";
const SERVICE = "aws_ecs_service";
const secret = { name: "shop/db" };
const parameter = { name: "/shop/key", type: "SecureString" };
const WEB = { name: "web", cluster: "arn:aws:ecs:eu-central-1:111111111111:cluster/shop" };
const PARAMETER_ARN = "arn:aws:ssm:eu-central-1:111111111111:parameter/shop/key";

describe("NAME-TAKEN between stacks that are reviewed together", () => {
  const inAccount = (account: string) => ({
    provider_config: {
      aws: {
        name: "aws",
        expressions: {
          region: { constant_value: "eu-central-1" },
          allowed_account_ids: { constant_value: [account] },
        },
      },
    },
    root_module: {},
  });
  const stack = (name: string, changes: readonly MadeChange[], account = "111111111111") => ({
    name,
    plan: readPlan(madePlan(changes, { configuration: inAccount(account) })),
  });
  const HERE = "arn:aws:secretsmanager:eu-central-1:111111111111:secret:shop/db-AbCdEf";
  const made: MadeChange = { type: SECRET, actions: ["create"], after: secret };
  const held = { ...secret, arn: HERE };
  const NOWHERE = madeInput([{ ...made, after: { name: "shop/db" } }]);
  const takenIn = (inputs: readonly ReturnType<typeof stack>[]): readonly string[] =>
    buildReport(inputs, { analyse: () => NO_ACCESS }).stacks.flatMap(({ name, findings }) =>
      findings.filter(({ id }) => id === "NAME-TAKEN").map(({ text }) => `${name}: ${text}`),
    );

  it.each<[string, MadeChange, string]>([
    ["deletes", { type: SECRET, actions: ["delete"], before: held }, "the stack old deletes one"],
    [
      "still has",
      { type: SECRET, actions: ["no-op"], before: held, after: held },
      "the stack old has one",
    ],
  ])("is a secret that another one %s, in either order", (_what, change, sentence) => {
    const [old, now] = [stack("old", [change]), stack("now", [made])];
    for (const inputs of [
      [old, now],
      [now, old],
    ]) {
      expect(takenIn(inputs)).toEqual([
        expect.stringMatching(`^now: secret shop/db is made by this stack, and ${sentence}`),
      ]);
    }
  });

  it("is a parameter and a service, too", () => {
    const before = { ...parameter, arn: PARAMETER_ARN };
    const old = stack("old", [
      { type: PARAMETER, actions: ["delete"], before },
      { type: SERVICE, actions: ["delete"], before: WEB },
    ]);
    const now = stack("now", [
      { type: PARAMETER, actions: ["create"], after: parameter },
      { type: SERVICE, actions: ["create"], after: WEB },
    ]);
    expect(takenIn([now, old])).toHaveLength(2);
  });

  it("is told once of two that make it", () => {
    expect(takenIn([stack("one", [made]), stack("two", [made])])).toEqual([
      expect.stringMatching(/^two: .* the stack one makes one of this name/),
    ]);
  });

  it.each<[string, readonly ReturnType<typeof stack>[]]>([
    ["of another name", [stack("one", [made]), stack("two", [{ ...made, after: { name: "x" } }])]],
    ["of another account", [stack("one", [made]), stack("two", [made], "222222222222")]],
    ["of accounts that nobody knows", [NOWHERE, { ...NOWHERE, name: "two" }]],
    [
      "of another Region",
      [
        stack("one", [made]),
        stack("two", [
          {
            type: SECRET,
            actions: ["delete"],
            before: { ...held, arn: HERE.replace("eu-central-1", "eu-west-1") },
          },
        ]),
      ],
    ],
    [
      "that stays where it is",
      [
        stack("one", [{ type: SECRET, actions: ["update"], before: held, after: held }]),
        stack("two", [made], "222222222222"),
      ],
    ],
  ])("is none %s", (_what, inputs) => {
    expect(takenIn(inputs)).toEqual([]);
  });
});

describe("NAME-TAKEN within a stack", () => {
  const named = (name: string) => ({ name });
  const textsOf = (changes: readonly MadeChange[]): readonly string[] =>
    buildReport([madeInput(changes)], { analyse: () => NO_ACCESS }).stacks.flatMap(({ findings }) =>
      findings.filter(({ id }) => id === "NAME-TAKEN").map(({ text }) => text),
    );
  const renamed = (from: string, to: string): MadeChange => ({
    type: SECRET,
    actions: ["create", "delete"],
    before: named(from),
    after: { name: to },
    change: { replace_paths: [["name"]] },
  });

  it("is a name that goes back while an unfinished change has left its owner to be deleted", () => {
    const left: MadeChange = {
      type: SECRET,
      actions: ["delete"],
      before: named("shop/db"),
      entry: { deposed: "0badc0de" },
    };
    expect(textsOf([left, renamed("shop/new", "shop/db")])).toEqual([
      "secret shop/db is to get its name back from an unfinished change: the one that has the name is still there with its value, and this apply deletes it.",
    ]);
    expect(textsOf([left, renamed("shop/new", "shop/newer")])).toEqual([]);
    expect(textsOf([left])).toEqual([]);
  });

  it("is a name that another one gives up in the same apply", () => {
    const other: MadeChange = { ...renamed("shop/db", "shop/new"), address: `${SECRET}.other` };
    const made: MadeChange = { type: SECRET, actions: ["create"], after: { name: "shop/db" } };
    expect(textsOf([other, made])).toEqual([expect.stringContaining("while the old one is still")]);
    // Two that change their names with each other.
    expect(textsOf([other, renamed("shop/new", "shop/db")])).toHaveLength(2);
    expect(textsOf([renamed("shop/db", "shop/new")])).toEqual([]);
  });

  it.each([
    [SECRET, { name: "shop/db" }],
    [PARAMETER, parameter],
    [SERVICE, { name: "web", cluster: "shop" }],
  ])("is none in another Region that the resource names itself: %s", (type, values) => {
    const moved = (region: string): MadeChange => ({
      type,
      actions: ["create", "delete"],
      before: { ...values, region: "eu-central-1" },
      after: { ...values, region },
      change: { replace_paths: [["region"]] },
    });
    expect(textsOf([moved("us-west-2")])).toEqual([]);
    expect(textsOf([moved("eu-central-1")])).toHaveLength(1);
  });
});
