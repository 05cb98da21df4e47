import { analyseAccess } from "../../../../cli/src/review/access";
import type { JsonObject } from "../../../../cli/src/json";
import { madeInput, type MadeChange } from "../fixtures/made-plan";
import {
  ACCOUNT,
  allow,
  changed,
  execution,
  policy,
  same,
  secret,
  secretArn,
  service,
  task,
  type StatementJson,
} from "./made-world";

const GET = "secretsmanager:GetSecretValue";
const arnOf = (role: string): string => `arn:aws:iam::${ACCOUNT}:role/${role}`;

/** As `restrictTo` writes it. */
function denyAllBut(roles: readonly string[], more: Partial<StatementJson> = {}): StatementJson {
  return {
    Effect: "Deny",
    Principal: "*",
    Action: [GET, "secretsmanager:BatchGetSecretValue"],
    Resource: "*",
    Condition: {
      ArnNotEquals: {
        "aws:PrincipalArn": roles.map((one) => (/[:*]/.test(one) ? one : arnOf(one))),
      },
      Bool: { "aws:PrincipalIsAWSService": "false" },
    },
    ...more,
  };
}

function restricted(before: StatementJson, after: StatementJson): MadeChange {
  const of = (statement: StatementJson): JsonObject => ({
    secret_arn: secretArn("db"),
    policy: policy([statement]),
  });
  return changed("aws_secretsmanager_secret_policy", "db", of(before), of(after));
}

/** Who reads, and who only may. */
const SERVICES = [
  secret("db"),
  ...["web", "worker", "idle"].flatMap((name) => execution(name, [allow(GET, secretArn("db"))])),
  service("web", "web", { DB: "db" }),
  service("worker", "worker", { DB: "db" }),
];

describe("a deny that exempts more principals", () => {
  const widened = (...changes: readonly MadeChange[]): readonly unknown[] =>
    analyseAccess(madeInput(changes)).facts.widened.map(({ effect, owner }) => [effect, owner]);
  const WIDER = [["Deny", "secret db"]];

  it.each([
    ["a reader that comes", ["web", "worker"], "in worker"],
    ["one in the place of another", ["worker"], "in worker"],
  ])("widens nothing where a reference needs it: %s", (_what, after, reason) => {
    const change = restricted(denyAllBut(["web"]), denyAllBut(after));
    expect(widened(...SERVICES, change)).toEqual([]);
    const { statements } = analyseAccess(madeInput([...SERVICES, change]));
    const less = statements.filter(({ kind, effect }) => kind === "widened" && effect === "Deny");
    expect(less.map(({ explainedBy }) => explainedBy)).toEqual([expect.stringContaining(reason)]);
  });

  it.each([
    ["a role by which nothing reads it", ["web", "idle"]],
    ["a role beside one that reads it", ["web", "worker", "idle"]],
    ["a role of another account", ["web", "arn:aws:iam::999999999999:role/worker"]],
    ["a pattern", ["web", `arn:aws:iam::${ACCOUNT}:role/w*`]],
  ])("widens the policy where it exempts %s", (_what, after) => {
    const change = restricted(denyAllBut(["web"]), denyAllBut(after));
    expect(widened(...SERVICES, change)).toEqual(WIDER);
  });

  it.each([
    ["denies less", denyAllBut(["web", "worker"], { Action: GET })],
    ["is of fewer", denyAllBut(["web", "worker"], { Principal: { AWS: arnOf("idle") } })],
    ["goes", denyAllBut(["web", "worker"], { Action: "secretsmanager:PutSecretValue" })],
  ])("widens the policy where a reader comes, and it %s", (_what, after) => {
    expect(widened(...SERVICES, restricted(denyAllBut(["web"]), after))).toEqual(WIDER);
  });

  it("is one thing, and a new grant under the same condition another", () => {
    const change = restricted(
      denyAllBut(["web"]),
      denyAllBut(["web", "worker"], { Effect: "Allow" }),
    );
    expect(widened(...SERVICES, change)).toContainEqual(["Deny", "secret db"]);
  });

  it.each([
    [
      "ECS",
      { environmentFiles: [{ type: "s3", value: "arn:aws:s3:::files/web.env" }] },
      { execution_role_arn: arnOf("web") },
    ],
    [
      "a container",
      { command: ["sh", "secret-files", "/secret-files/web", "arn:aws:s3:::files/web.env"] },
      { execution_role_arn: arnOf("other"), task_role_arn: arnOf("web") },
    ],
  ])("widens nothing where %s needs the objects of a bucket", (_what, container, roles) => {
    const of = (...names: readonly string[]): JsonObject => ({
      bucket: "files",
      policy: policy([
        denyAllBut(names, { Action: "s3:GetObject", Resource: "arn:aws:s3:::files/*" }),
      ]),
    });
    const changes = [
      same("aws_s3_bucket", "files", { arn: "arn:aws:s3:::files", id: "files", bucket: "files" }),
      ...["web", "idle"].flatMap((name) =>
        execution(name, [allow("s3:GetObject", "arn:aws:s3:::files/*")]),
      ),
      same("aws_ecs_task_definition", "web", { ...task("web", "web", {}, container), ...roles }),
    ];
    const becoming = (...names: readonly string[]): MadeChange =>
      changed("aws_s3_bucket_policy", "files", of("first"), of("first", ...names));
    expect(widened(...changes, becoming("web"))).toEqual([]);
    expect(widened(...changes, becoming("web", "idle"))).toEqual([["Deny", "bucket files"]]);
  });
});
