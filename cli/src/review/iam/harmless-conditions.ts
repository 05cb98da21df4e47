/**
 * Condition keys whose values say who, where and when: accounts, organizations, ARNs, addresses, services and times. A value
 * of any other key may be a password that two parties share, such as the `aws:Referer` that a CDN sends to a bucket, or text
 * that the design shows nowhere, such as a tag.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
 */
const HARMLESS = new Set(
  [
    "aws:calledvia aws:calledviafirst aws:calledvialast aws:currenttime aws:ec2instancesourceprivateipv4",
    "aws:ec2instancesourcevpc aws:epochtime aws:federatedprovider aws:multifactorauthage aws:multifactorauthpresent",
    "aws:principalaccount aws:principalarn aws:principalisawsservice aws:principalorgid aws:principalorgpaths",
    "aws:principalservicename aws:principalservicenameslist aws:principaltype aws:requestedregion aws:resourceaccount",
    "aws:resourceorgid aws:resourceorgpaths aws:securetransport aws:sourceaccount aws:sourcearn aws:sourceip",
    "aws:sourceorgid aws:sourceorgpaths aws:sourceowner aws:sourcevpc aws:sourcevpcarn aws:sourcevpce",
    "aws:tokenissuetime aws:username aws:viaawsservice aws:vpcsourceip",
    "ecs:cluster ecs:container-name ecs:service ecs:task-definition ecs:enable-execute-command",
    "iam:associatedresourcearn iam:awsservicename iam:passedtoservice iam:permissionsboundary iam:policyarn",
    "kms:bypasspolicylockoutsafetycheck kms:calleraccount kms:customermasterkeyspec kms:customermasterkeyusage",
    "kms:encryptionalgorithm kms:encryptioncontextkeys kms:grantconstrainttype kms:granteeprincipal",
    "kms:grantisforawsresource kms:grantoperations kms:keyorigin kms:keyspec kms:keyusage kms:multiregion",
    "kms:requestalias kms:resourcealiases kms:retiringprincipal kms:viaservice",
    "s3:dataaccesspointaccount s3:dataaccesspointarn s3:delimiter s3:locationconstraint s3:max-keys s3:prefix",
    "s3:resourceaccount s3:signatureversion s3:tlsversion s3:x-amz-acl s3:x-amz-server-side-encryption",
    "s3:x-amz-server-side-encryption-aws-kms-key-id",
    "secretsmanager:blockpublicpolicy secretsmanager:forcedeletewithoutrecovery secretsmanager:kmskeyarn",
    "secretsmanager:kmskeyid secretsmanager:name secretsmanager:recoverywindowindays secretsmanager:secretid",
    "secretsmanager:secretprimaryregion secretsmanager:versionid secretsmanager:versionstage",
    "secretsmanager:resource/allowrotationlambdaarn secretsmanager:rotationlambdaarn",
    "ssm:overwrite ssm:policies ssm:recursive sts:transitivetagkeys",
  ].flatMap((line) => line.split(" ")),
);

/** What a key's secret or parameter is called, and who an identity provider says is calling. */
const HARMLESS_KINDS: readonly RegExp[] = [
  /^kms:encryptioncontext:(secretarn|parameter_arn|aws:s3:arn|aws:logs:arn|secretversionid)$/,
  /^[a-z0-9.-]+\.[a-z]{2,}(\/[\w./-]+)?:(sub|aud|amr|iss|azp)$/,
];

/** Whether the values of a condition may be shown, by its key in lower case. */
export function hasHarmlessValues(key: string): boolean {
  return HARMLESS.has(key) || HARMLESS_KINDS.some((kind) => kind.test(key));
}

/** Whether it is what keys of AWS look like; the name of a tag is part of some. */
export function isShowableKey(key: string): boolean {
  return /^[a-z0-9.-]+(\/[\w./-]+)?:[\w:./@-]{1,128}$/.test(key);
}
