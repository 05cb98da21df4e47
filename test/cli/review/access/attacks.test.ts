import type { JsonObject } from "../../../../cli/src/json";
import { madeEntry, type MadeChange } from "../fixtures/made-plan";
import {
  ACCOUNT,
  allow,
  changed,
  key,
  KEY_ARN,
  parameterArn,
  policy,
  roleValues,
  secret,
  secretArn,
} from "./made-world";

import {
  ANYBODY,
  files,
  GET,
  given,
  KEEPS_OUT,
  review,
  role,
  secretPolicy,
  trustOf,
  UNLESS,
} from "./attacks";

/** Written down before any was tried: what must block, by the finding that says why. */
const BLOCKED: Readonly<Record<string, readonly [string, readonly MadeChange[], JsonObject?]>> = {
  "a policy that names its actions twice": [
    "CANNOT-PROVE",
    given(
      `{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"${GET}","Resource":"*","Action":"sqs:*"}}`,
    ),
  ],
  "a policy that names its actions twice, once in escapes": [
    "CANNOT-PROVE",
    given(
      `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","\\u0041ction":"${GET}","Action":"sqs:*","Resource":"*"}]}`,
    ),
  ],
  "a policy with two lists of statements": [
    "CANNOT-PROVE",
    secretPolicy(
      null,
      `{"Version":"2012-10-17","Statement":[${JSON.stringify(ANYBODY({}))}],"Statement":[]}`,
    ),
  ],
  "an effect in small letters": [
    "CANNOT-PROVE",
    given(policy([{ ...allow(GET, "*"), Effect: "allow" }])),
  ],
  "a list in a list": ["CANNOT-PROVE", given(policy([allow([[GET]] as never, "*")]))],
  "no JSON": ["CANNOT-PROVE", given("%7B%")],
  "a mark of the byte order before it": [
    "CANNOT-PROVE",
    given(`\ufeff${policy([allow(GET, "*")])}`),
  ],
  "all but a few secrets": [
    "IAM-WIDENED",
    given(policy([{ Effect: "Allow", Action: GET, NotResource: secretArn("mail") }])),
  ],
  "all but a few actions": [
    "IAM-WIDENED",
    given(policy([{ Effect: "Allow", NotAction: ["iam:*", "kms:*"], Resource: "*" }])),
  ],
  "a policy of AWS that is newer than what is known": [
    "CANNOT-PROVE",
    [
      role,
      changed("aws_iam_role_policy_attachment", "x", null, {
        role: "app",
        policy_arn: "arn:aws:iam::aws:policy/FullAccessOfTomorrow",
      }),
    ],
  ],
  "a policy attached to roles that only the apply tells": [
    "CANNOT-PROVE",
    [
      secret("db"),
      {
        ...changed("aws_iam_policy_attachment", "x", null, {
          name: "x",
          policy_arn: "arn:aws:iam::111122223333:policy/shared",
        }),
        unknown: { roles: true },
        expressions: { roles: { references: ["data.http.roles.body"] } },
      },
    ],
  ],
  "a key for everybody who comes through a service": [
    "PUBLIC-POLICY",
    [
      {
        ...key([
          {
            ...allow("kms:Decrypt", "*"),
            Principal: { AWS: "*" },
            Condition: {
              StringEquals: { "kms:ViaService": "secretsmanager.eu-west-1.amazonaws.com" },
            },
          },
        ]),
        actions: ["update"],
        before: { ...key().before },
      },
    ],
  ],
  "a role for everybody who knows a number": [
    "PUBLIC-POLICY",
    [
      trustOf({
        Effect: "Allow",
        Principal: { AWS: "*" },
        Action: "sts:AssumeRole",
        Condition: { StringEquals: { "sts:ExternalId": "1" } },
      }),
    ],
  ],
  "a secret for everybody, if they say who they are": [
    "PUBLIC-POLICY",
    secretPolicy(
      null,
      policy([ANYBODY({ Condition: { StringEqualsIfExists: { "aws:PrincipalOrgID": "o-1" } } })]),
    ),
  ],
  "a secret for everybody but one": [
    "PUBLIC-POLICY",
    secretPolicy(
      null,
      policy([{ ...allow(GET, "*"), NotPrincipal: { AWS: `arn:aws:iam::${ACCOUNT}:role/x` } }]),
    ),
  ],
  "a deny that goes": ["IAM-WIDENED", secretPolicy(policy([KEEPS_OUT]), policy([]))],
  "a policy that goes with its deny": ["IAM-WIDENED", secretPolicy(policy([UNLESS("x")]), null)],
  "a deny with one more exception": [
    "IAM-WIDENED",
    secretPolicy(policy([UNLESS("x")]), policy([UNLESS("x", "app")])),
  ],
  "a deny of fewer actions": [
    "IAM-WIDENED",
    secretPolicy(policy([KEEPS_OUT]), policy([{ ...KEEPS_OUT, Action: "secretsmanager:Delete*" }])),
  ],
  "a bucket open by a grant": [
    "PUBLIC-BUCKET",
    [
      files,
      secret("db"),
      changed("aws_s3_bucket_acl", "files", null, {
        bucket: "files",
        access_control_policy: [
          {
            grant: [
              {
                permission: "READ",
                grantee: [
                  { type: "Group", uri: "http://acs.amazonaws.com/groups/global/AllUsers" },
                ],
              },
            ],
          },
        ],
      }),
    ],
  ],
  "an object that everybody may read": [
    "PUBLIC-BUCKET",
    [
      files,
      changed("aws_s3_object", "env", null, {
        bucket: "files",
        key: "app.env",
        acl: "public-read",
      }),
    ],
  ],
  "a grant of a key for another account": [
    "IAM-WIDENED",
    [
      key(),
      changed("aws_kms_grant", "x", null, {
        key_id: KEY_ARN,
        grantee_principal: "arn:aws:iam::444455556666:role/x",
        operations: ["ReEncryptFrom", "CreateGrant"],
      }),
    ],
  ],
  "a grant of a key that is no part of the plan": [
    "IAM-WIDENED",
    [
      changed("aws_kms_grant", "x", null, {
        key_id: KEY_ARN,
        grantee_principal: "arn:aws:iam::444455556666:role/x",
        operations: ["Decrypt"],
      }),
    ],
  ],
  "a role that is given by its ARN": [
    "IAM-WIDENED",
    [
      secret("db"),
      role,
      changed("aws_iam_role_policy", "x", null, {
        role: roleValues("app")["arn"],
        name: "x",
        policy: policy([allow(GET, "*")]),
      }),
    ],
  ],
  "more statements than are compared part by part": [
    "IAM-WIDENED",
    given(
      policy([
        allow(
          [GET, ...many("sqs:A", 70)],
          [secretArn("db"), ...many("arn:aws:sqs:eu-west-1:111122223333:q", 70)],
        ),
      ]),
    ),
  ],
  "an action that Terraform has no word for yet": [
    "UNKNOWN-ACTION",
    [{ ...role, actions: ["create", "update"] }],
  ],
  "what is put off to the next plan": [
    "IAM-WIDENED",
    [secret("db"), role],
    {
      deferred_changes: [
        {
          reason: "resource_config_unknown",
          resource_change: madeEntry(
            changed("aws_iam_role_policy", "x", null, {
              role: "app",
              name: "x",
              policy: policy([allow(GET, "*")]),
            }),
          ),
        },
      ],
    },
  ],
  "a parameter that is no longer encrypted": [
    "PROTECTION-REMOVED",
    [
      changed(
        "aws_ssm_parameter",
        "key",
        { arn: parameterArn("/key"), name: "/key", type: "SecureString" },
        { arn: parameterArn("/key"), name: "/key", type: "String" },
      ),
    ],
  ],
  "a control policy of the organization that is detached": [
    "PROTECTION-REMOVED",
    [
      changed(
        "aws_organizations_policy_attachment",
        "x",
        { policy_id: "p-1", target_id: "111122223333" },
        null,
      ),
    ],
  ],
};

function many(text: string, count: number): readonly string[] {
  return Array.from({ length: count }, (_none, at) => `${text}${at}`);
}

it.each(Object.entries(BLOCKED))("blocks %s", (_what, [id, changes, more]) => {
  const found = review(changes, more).findings.filter((one) => one.blocking);
  expect(found.map((one) => one.id)).toContain(id);
});
