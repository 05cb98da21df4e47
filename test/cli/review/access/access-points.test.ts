import { analyseAccess } from "../../../../cli/src/review/access";
import { buildReport } from "../../../../cli/src/review/report";
import { madeInput, type MadeChange } from "../fixtures/made-plan";
import {
  ACCOUNT,
  allow,
  changed,
  policy,
  REGION,
  roleValues,
  same,
  task,
  type StatementJson,
} from "./made-world";

const POINT = `arn:aws:s3:${REGION}:${ACCOUNT}:accesspoint/apps`;
const GET = "s3:GetObject";

/** What a bucket says that leaves to its access points who reads. */
const DELEGATES = policy([
  {
    Effect: "Allow",
    Principal: { AWS: "*" },
    Action: GET,
    Resource: "arn:aws:s3:::config/*",
    Condition: { StringEquals: { "s3:DataAccessPointAccount": ACCOUNT } },
  },
]);

/** A bucket with an access point and an environment file that the role `app` reads, and a role `batch`. */
function files(
  bucketPolicy: string | undefined,
  ...more: readonly MadeChange[]
): readonly MadeChange[] {
  const environmentFiles = [{ type: "s3", value: "arn:aws:s3:::config/app.env" }];
  return [
    same("aws_s3_bucket", "config", { bucket: "config", id: "config", arn: "arn:aws:s3:::config" }),
    same("aws_s3_access_point", "apps", { name: "apps", bucket: "config", arn: POINT }),
    ...(bucketPolicy === undefined
      ? []
      : [same("aws_s3_bucket_policy", "config", { bucket: "config", policy: bucketPolicy })]),
    ...["app", "batch"].map((name) => same("aws_iam_role", name, roleValues(name))),
    same("aws_iam_role_policy", "app", {
      role: "app",
      name: "read",
      policy: policy([
        allow(GET, "arn:aws:s3:::config/*"),
        allow("s3:GetBucketLocation", "arn:aws:s3:::config"),
      ]),
    }),
    same("aws_ecs_task_definition", "web", task("web", "app", {}, { environmentFiles })),
    ...more,
  ];
}

const batchMay = (resource: string): MadeChange =>
  changed("aws_iam_role_policy", "batch", null, {
    role: "batch",
    name: "read",
    policy: policy([allow(GET, resource)]),
  });

const pointLets = (statement: StatementJson): MadeChange =>
  changed("aws_s3control_access_point_policy", "apps", null, {
    access_point_arn: POINT,
    policy: policy([{ ...allow(GET, `${POINT}/object/*`), ...statement }]),
  });

const OTHER = { Principal: { AWS: "arn:aws:iam::999988887777:root" } };

/** Who reads the file besides `app`, written down before the review was asked. */
const ROWS: Readonly<Record<string, readonly [readonly MadeChange[], readonly string[]]>> = {
  "a role by the access point": [
    files(DELEGATES, batchMay(`${POINT}/object/*`)),
    ["batch: readable"],
  ],
  "a role by an access point of a bucket that leaves nothing to it": [
    files(undefined, batchMay(`${POINT}/object/*`)),
    ["batch: cannot prove"],
  ],
  "a role by another access point": [files(DELEGATES, batchMay(`${POINT}-2/object/*`)), []],
  "a role by its other objects": [files(DELEGATES, batchMay(`${POINT}/object/pictures/*`)), []],
  "another account": [files(DELEGATES, pointLets(OTHER)), ["account 999988887777: readable"]],
  "another account that the bucket keeps out": [files(undefined, pointLets(OTHER)), []],
  "a role that the access point names": [
    files(DELEGATES, pointLets({ Principal: { AWS: `arn:aws:iam::${ACCOUNT}:role/batch` } })),
    ["batch: readable"],
  ],
  everybody: [files(DELEGATES, pointLets({ Principal: "*" })), ["everybody: readable"]],
  "everybody of the account": [
    files(
      DELEGATES,
      pointLets({
        Principal: "*",
        Condition: { StringEquals: { "aws:PrincipalAccount": ACCOUNT } },
      }),
    ),
    [`everybody of account ${ACCOUNT}: readable`],
  ],
  "nobody by the bucket alone": [files(DELEGATES), []],
};

it.each(Object.entries(ROWS))("an object is read by %s", (_what, [changes, expected]) => {
  const { access } = analyseAccess(madeInput(changes));
  const rows = access.filter(({ principal }) => principal !== "app");
  expect(rows.map(({ principal, after }) => `${principal}: ${after}`)).toEqual(expected);
});

it.each<[string, MadeChange, string]>([
  ["another account", pointLets(OTHER), "IAM-WIDENED"],
  ["everybody", pointLets({ Principal: "*" }), "IAM-WIDENED"],
])("blocks an access point that is opened to %s", (_whom, change, id) => {
  const [stack] = buildReport([madeInput(files(DELEGATES, change))]).stacks;
  const blocking = stack?.findings.filter((one) => one.blocking) ?? [];
  expect(blocking.map((one) => [one.id, one.subject])).toEqual([[id, "access point apps"]]);
});

it("says that an access point is public where it blocks no public policies", () => {
  const open = { block_public_policy: false, restrict_public_buckets: false };
  const point = changed("aws_s3_access_point", "open", null, {
    name: "open",
    bucket: "config",
    arn: `${POINT}-open`,
    policy: policy([{ ...allow(GET, `${POINT}-open/object/*`), Principal: "*" }]),
    public_access_block_configuration: [open],
  });
  const [stack] = buildReport([madeInput(files(DELEGATES, point))]).stacks;
  const found = stack?.findings.filter(({ subject }) => subject === "access point open") ?? [];
  expect(found.map(({ id, blocking }) => [id, blocking])).toContainEqual(["PUBLIC-BUCKET", true]);
});

it("takes a bucket that leaves it to its access points for no public one", () => {
  const change = changed("aws_s3_bucket_policy", "config", null, {
    bucket: "config",
    policy: DELEGATES,
  });
  const [stack] = buildReport([madeInput(files(undefined, change))]).stacks;
  expect(stack?.findings.map(({ id }) => id)).not.toContain("PUBLIC-BUCKET");
});

it("blocks a new bucket that lets another account read what an application reads below a prefix", () => {
  const environment = [{ name: "SECRETS", value: "s3://live/app/" }];
  const changes = [
    changed("aws_s3_bucket", "live", null, { bucket: "live", arn: "arn:aws:s3:::live" }),
    changed("aws_s3_bucket_policy", "live", null, {
      bucket: "live",
      policy: policy([{ ...allow(GET, "arn:aws:s3:::live/*"), ...OTHER }]),
    }),
    changed("aws_ecs_task_definition", "web", null, task("web", undefined, {}, { environment })),
  ];
  const [stack] = buildReport([madeInput(changes)]).stacks;
  const blocking = stack?.findings.filter((one) => one.blocking) ?? [];
  expect(blocking.map((one) => [one.id, one.subject])).toContainEqual([
    "IAM-WIDENED",
    "bucket live",
  ]);
});

it("is read below the alias of an access point", () => {
  const environment = [{ name: "SECRETS", value: "s3://apps-x-s3alias/live/" }];
  const changes = files(
    DELEGATES,
    same("aws_s3_access_point", "live", {
      name: "live",
      bucket: "config",
      arn: `${POINT}-live`,
      alias: "apps-x-s3alias",
    }),
    batchMay(`${POINT}-live/object/live/*`),
    same("aws_ecs_task_definition", "batch", {
      ...task("batch", undefined, {}, { environment }),
      task_role_arn: roleValues("batch")["arn"],
    }),
  );
  const { access } = analyseAccess(madeInput(changes));
  const rows = access.filter(({ principal }) => principal === "batch");
  expect(rows.map(({ secret, after, uses }) => [secret, after, uses.length])).toEqual([
    ["s3://config/live/", "readable", 1],
  ]);
});
