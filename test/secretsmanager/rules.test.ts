import * as rotationRules from "../../modules/secretsmanager/rotation-rules";
import * as secretsmanagerRules from "../../modules/secretsmanager/rules";
import { itHoldsAtItsBoundaries } from "../ecs/support/boundaries";

const quoted = (text: string): readonly [string, string] => [text, JSON.stringify(text)];
const ARN = "arn:aws:secretsmanager:eu-central-1:123456789012:secret:";
const LAMBDA = "arn:aws:lambda:eu-central-1:123456789012:function:rotate";
const inFrankfurt = (lambdaArn: string) => ({ lambdaArn, region: "eu-central-1" });

describe("the rules of secretsmanager", () => {
  const key = "arn:aws:kms:eu-west-1:123456789012:key/1";
  itHoldsAtItsBoundaries("modules/secretsmanager/rules.ts", secretsmanagerRules, {
    secretName: {
      accepted: ["a", "orders/dev_+=.@-db", "a".repeat(512)],
      refused: [quoted(""), quoted("a b"), quoted("rds!db"), quoted("ä")],
    },
    secretNameUnique: {
      accepted: [{}],
      refused: [[{ other: "test/db" }, "that of test/db, too"]],
    },
    foreignReader: {
      accepted: [{ account: "123456789012", own: "123456789012" }],
      refused: [
        [
          { account: "999988887777", own: "123456789012" },
          "none for a secret of 999988887777 (the task's account is 123456789012)",
        ],
      ],
    },
    externalRevision: {
      accepted: [{ value: { kind: "external" } }, { value: { kind: "written" }, revision: 4 }],
      refused: [[{ value: { kind: "external" }, revision: 4 }, "4"]],
    },
    secretNameSuffix: {
      accepted: ["orders-12345", "orders-1234567", "orders_secret"],
      refused: [quoted("orders-secret"), quoted("a-AbC123")],
    },
    secretDescription: {
      accepted: ["", "a".repeat(2048)],
      refused: [["a".repeat(2049), "2049 characters"]],
    },
    writtenVersion: {
      accepted: [
        {},
        { versionStage: "terraform-revision-2", revision: "2" },
        { versionStage: "AWSPREVIOUS", revision: "2" },
        { versionStage: "terraform-revision-1" },
        { versionStage: "terraform-revision-1", revision: "${var.revision}" },
      ],
      refused: [
        [
          { versionStage: "terraform-revision-1", revision: "2" },
          "terraform-revision-1 where `revision` is 2",
        ],
      ],
    },
    versionId: {
      accepted: ["a".repeat(32), "a".repeat(64), "11111111-2222-3333-4444-555555555555"],
      refused: [quoted(""), quoted("a".repeat(31)), quoted("a".repeat(65))],
    },
    versionStage: {
      accepted: ["a", "AWSPREVIOUS", "a".repeat(256)],
      refused: [
        ["", "0 characters"],
        ["a".repeat(257), "257 characters"],
      ],
    },
    valueSize: {
      accepted: [0, 65_536],
      refused: [[65_537, "at least 65537"]],
    },
    recoveryWindow: {
      accepted: [0, 7, 30],
      refused: [
        [6, "6"],
        [31, "31"],
        [7.5, "7.5"],
      ],
    },
    secretArn: {
      accepted: [`${ARN}a-AbCdEf`, `${ARN}rds!cluster-1-AbCdEf`, `${ARN}a/b_+=.@-c-AbCdEf`],
      refused: [quoted(`${ARN}a`), quoted(`${ARN}a-AbCdEf:key::`), quoted("orders/db")],
    },
    foreignKey: {
      accepted: [{ account: "1", own: "1" }],
      refused: [[{ account: "2", own: "1" }, "none for account 2 (the task's is 1)"]],
    },
    sharedPrincipal: {
      accepted: [
        "arn:aws:iam::999999999999:root",
        "arn:aws:iam::999999999999:role/path/reader",
        "arn:aws:iam::999999999999:user/ann",
      ],
      refused: [
        quoted("*"),
        quoted("999999999999"),
        quoted("arn:aws:iam::999999999999:role/*"),
        quoted("arn:aws:sts::999999999999:assumed-role/reader/session"),
      ],
    },
    secretPolicySize: {
      accepted: [20_480],
      refused: [[20_481, "20481 characters"]],
    },
    restrictedDeployers: {
      accepted: [
        { written: false, deployers: 0 },
        { written: true, deployers: 1 },
      ],
      refused: [[{ written: true, deployers: 0 }, "none"]],
    },
    restrictedRotation: {
      accepted: [{ lambdaRoleArn: "arn:aws:iam::123456789012:role/rotate" }],
      refused: [[{}, "none"]],
    },
    replicaRegion: {
      accepted: [
        { region: "eu-west-1", own: "eu-central-1", before: ["us-east-1"] },
        { region: "us-gov-west-1", own: "us-gov-east-1", before: [] },
      ],
      refused: [
        [
          { region: "eu-central-1", own: "eu-central-1", before: [] },
          '"eu-central-1" (own eu-central-1)',
        ],
        [
          { region: "eu-west-1", own: "eu-central-1", before: ["eu-west-1"] },
          '"eu-west-1" (own eu-central-1, eu-west-1)',
        ],
        [{ region: "Ireland", own: "eu-central-1", before: [] }, '"Ireland" (own eu-central-1)'],
      ],
    },
    replicaKey: {
      accepted: [{ region: "eu-west-1", keyArn: key }],
      refused: [[{ region: "us-east-1", keyArn: key }, `${key} for us-east-1`]],
    },
    replicated: {
      accepted: [{ region: "eu-west-1", replicas: ["us-east-1", "eu-west-1"] }],
      refused: [
        [{ region: "eu-west-1", replicas: [] }, "eu-west-1 (replicated to none)"],
        [{ region: "eu-west-1", replicas: ["us-east-1"] }, "eu-west-1 (replicated to us-east-1)"],
      ],
    },
  });
});

describe("the rules of rotation", () => {
  itHoldsAtItsBoundaries("modules/secretsmanager/rotation-rules.ts", rotationRules, {
    rotationTiming: {
      accepted: [{ afterDays: 1 }, { scheduleExpression: "rate(4 hours)" }],
      refused: [
        [{}, "neither"],
        [{ afterDays: 1, scheduleExpression: "rate(1 day)" }, "both"],
      ],
    },
    rotationDays: {
      accepted: [1, 1000],
      refused: [
        [0, "0"],
        [1001, "1001"],
        [1.5, "1.5"],
      ],
    },
    rotationSchedule: {
      accepted: [
        "rate(4 hours)",
        "rate(1 day)",
        "rate(999 days)",
        "cron(0 8 * * ? *)",
        "cron(0 /4 * * ? *)",
        "cron(0 */12 * * ? *)",
        "cron(0 4/12 * * ? *)",
        "cron(0 0,4,23 ? * MON-FRI *)",
        "cron(0 1-1 1,15 JAN,JUL ? *)",
        "cron(0 16 L * ? *)",
        "cron(0 0 ? 1/3 SUN#1 *)",
      ],
      refused: [
        "rate(2 hours)",
        "rate(3 hours)",
        "rate(1 hour)",
        "rate(0 days)",
        "rate(1000 days)",
        "rate(300 minutes)",
        "rate(4 Hours)",
        "30 days",
        "cron(0 * * * ? *)",
        "cron(0 /3 * * ? *)",
        "cron(0 8,10 * * ? *)",
        "cron(0 8-9 * * ? *)",
        "cron(30 8 * * ? *)",
        "cron(0 24 * * ? *)",
        "cron(0 9-8 * * ? *)",
        "cron(0 -8 * * ? *)",
        "cron(0 8 * * * *)",
        "cron(0 8 ? * ? *)",
        "cron(0 8 * * ? 2030)",
        "cron(0 8 * * ?)",
      ].map(quoted),
    },
    rotationWindow: {
      accepted: [
        { window: "1h" },
        { window: "24h" },
        { window: "4h", scheduleExpression: "rate(4 hours)" },
        { window: "24h", scheduleExpression: "rate(10 days)" },
        { window: "8h", scheduleExpression: "cron(0 16 * * ? *)" },
        { window: "4h", scheduleExpression: "cron(0 0,8,20 * * ? *)" },
      ],
      refused: [
        [{ window: "0h" }, '"0h"'],
        [{ window: "3" }, '"3"'],
        [{ window: "90m" }, '"90m"'],
        [{ window: "25h" }, '"25h" for a day'],
        [{ window: "5h", scheduleExpression: "rate(4 hours)" }, '"5h" for rate(4 hours)'],
        [{ window: "25h", scheduleExpression: "rate(2 days)" }, '"25h" for rate(2 days)'],
        [{ window: "9h", scheduleExpression: "cron(0 16 * * ? *)" }, '"9h" for cron(0 16 * * ? *)'],
        [
          { window: "5h", scheduleExpression: "cron(0 0,4 * * ? *)" },
          '"5h" for cron(0 0,4 * * ? *)',
        ],
      ],
    },
    rotationLambda: {
      accepted: [
        inFrankfurt(LAMBDA),
        inFrankfurt(`${LAMBDA}:live`),
        inFrankfurt(`${LAMBDA}:$LATEST`),
        {
          lambdaArn: LAMBDA.replace("aws", "aws-cn").replace("eu-central-1", "cn-north-1"),
          region: "cn-north-1",
        },
      ],
      refused: [
        [inFrankfurt("rotate"), '"rotate"'],
        [inFrankfurt(`${LAMBDA}:live:1`), `"${LAMBDA}:live:1"`],
        [inFrankfurt(LAMBDA.replace(":function", "")), `"${LAMBDA.replace(":function", "")}"`],
        [{ lambdaArn: LAMBDA, region: "eu-west-1" }, `"${LAMBDA}" for a secret in eu-west-1`],
      ],
    },
    managedSecret: {
      accepted: [
        { made: false, name: "rds!cluster-1" },
        { made: false, name: "orders" },
      ],
      refused: [[{ made: true, name: "orders" }, '"orders" that is made here']],
    },
    managedSecretName: {
      accepted: ["rds!cluster-1", "redshift!orders-admin", "ecs-sc!a"],
      refused: [quoted("orders/db"), quoted("rds!"), quoted("!a")],
    },
    laterRotation: {
      accepted: [
        { rotateImmediately: true },
        { rotateImmediately: true, scheduleExpression: "rate(1 day)" },
        { rotateImmediately: false, scheduleExpression: "cron(0 16 1,15 * ? *)" },
      ],
      refused: [
        [{ rotateImmediately: false }, "false with afterDays"],
        [
          { rotateImmediately: false, scheduleExpression: "rate(10 days)" },
          "false with rate(10 days)",
        ],
      ],
    },
    rotatedVersion: {
      accepted: [{ versionId: "v1", secret: "db" }],
      refused: [
        [{ versionId: "v1", secret: "db", rotation: "a/b" }, "v1 of db, which a/b rotates"],
      ],
    },
    pendingStage: {
      accepted: ["AWSCURRENT", "AWSPREVIOUS", "blue"],
      refused: [quoted("AWSPENDING")],
    },
  });
});
