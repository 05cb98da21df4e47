/** The account of the roles, and of most resources. */
export const ACCOUNT = "111122223333";
/** Another owner's account. */
export const OTHER_ACCOUNT = "444455556666";
/** The Region of everything. */
export const REGION = "eu-west-1";

/** Callers: a role with a path, one without, a session of each, a user. */
export const CALLERS: readonly string[] = [
  `arn:aws:iam::${ACCOUNT}:role/app/exec`,
  `arn:aws:iam::${ACCOUNT}:role/exec`,
  `arn:aws:sts::${ACCOUNT}:assumed-role/exec/task-1`,
  `arn:aws:iam::${ACCOUNT}:user/deployer`,
];

/** One kind of thing to be read, with the neighbours that a sloppy matcher would take for it. */
export interface Target {
  readonly service: "ssm" | "secretsmanager" | "kms" | "s3";
  readonly action: string;
  readonly otherActions: readonly string[];
  readonly resource: string;
  /** ARNs that look like the resource and are others, or its name in another case. */
  readonly near: readonly string[];
  /** Patterns that cover the resource, or just not. */
  readonly patterns: readonly string[];
}

/** Every kind of target this project grants access to, owned by the given account. */
export function targets(owner: string): readonly Target[] {
  const secret = `arn:aws:secretsmanager:${REGION}:${owner}:secret`;
  const parameter = `arn:aws:ssm:${REGION}:${owner}:parameter`;
  const key = `arn:aws:kms:${REGION}:${owner}:key`;
  return [
    {
      service: "secretsmanager",
      action: "secretsmanager:GetSecretValue",
      otherActions: ["secretsmanager:DescribeSecret", "secretsmanager:PutSecretValue"],
      resource: `${secret}:app/api-abcdef`,
      near: [
        `${secret}:app/api-staging-abcdef`,
        `${secret}:app/API-abcdef`,
        `${secret}:app/api-abcdeg`,
      ],
      patterns: [
        `${secret}:app/api-??????`,
        `${secret}:app/api-???????`,
        `${secret}:app/api-*`,
        `${secret}:app/*`,
        `${secret}:\${aws:PrincipalTag/team}/api-??????`,
        `arn:aws:secretsmanager:${REGION}:*:secret:app/api-??????`,
        `arn:aws:secretsmanager:*:${owner}:secret:app/ap?-??????`,
        `arn:aws:secretsmanager:us-*:${owner}:secret:app/api-??????`,
        // Fits only if the * reached past its colon.
        `arn:aws:secretsmanager:eu*${owner.slice(-1)}:secret:app/api-abcdef`,
      ],
    },
    {
      service: "secretsmanager",
      action: "secretsmanager:GetSecretValue",
      otherActions: ["secretsmanager:GetRandomPassword"],
      resource: `${secret}:app/api-staging-abcdef`,
      near: [`${secret}:app/api-abcdef`, `${secret}:app/api-staging-abcde`],
      patterns: [
        `${secret}:app/api-??????`,
        `${secret}:app/api-staging-??????`,
        `${secret}:app/api*`,
      ],
    },
    {
      service: "ssm",
      action: "ssm:GetParameters",
      otherActions: ["ssm:GetParameter", "ssm:GetParametersByPath", "ssm:PutParameter"],
      resource: `${parameter}/app/dev/api-key`,
      near: [
        `${parameter}/app/dev/api-keys`,
        `${parameter}/app/prod/api-key`,
        `${parameter}//app/dev/api-key`,
      ],
      patterns: [
        `${parameter}/app/dev/*`,
        `${parameter}/app/*/api-key`,
        `${parameter}/app/dev/api-ke?`,
        `${parameter}/\${aws:PrincipalTag/team}/dev/*`,
        `arn:aws:ssm:*:*:parameter/app/*`,
        `arn:*:ssm:${REGION}:${owner}:parameter*`,
        `arn:aws-cn:ssm:${REGION}:${owner}:parameter/app/dev/api-key`,
      ],
    },
    {
      service: "kms",
      action: "kms:Decrypt",
      otherActions: ["kms:Encrypt", "kms:GenerateDataKey", "kms:DescribeKey"],
      resource: `${key}/1234abcd-12ab-34cd-56ef-1234567890ab`,
      near: [
        `${key}/1234abcd-12ab-34cd-56ef-1234567890ac`,
        `${key}/mrk-1234abcd12ab34cd56ef1234567890ab`,
      ],
      patterns: [`${key}/*`, `${key}/????abcd-*`, `arn:aws:kms:*:${owner}:key/*`, `${key}/mrk-*`],
    },
    {
      service: "s3",
      action: "s3:GetObject",
      otherActions: ["s3:PutObject", "s3:GetObjectVersion"],
      resource: "arn:aws:s3:::app-files/env/web.env",
      near: ["arn:aws:s3:::app-files/env/web.env2", "arn:aws:s3:::app-files-2/env/web.env"],
      patterns: [
        "arn:aws:s3:::app-files/*",
        "arn:aws:s3:::app-files/*/web.env",
        "arn:aws:s3:::app-*",
        "arn:aws:s3:::app-files/env/???.env",
        "arn:aws:s3:::app-files/${aws:PrincipalTag/team}/*",
        "arn:aws:s3:::app-files",
      ],
    },
  ];
}
