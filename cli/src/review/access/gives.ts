import { coversSymbols, hasHole, symbolsOf, type Clause } from "../iam";
import { READ_ACTIONS } from "./target";

/**
 * Actions by which somebody reads a key's cipher texts, or lets somebody read them, in lower case.
 *
 * @see https://docs.aws.amazon.com/kms/latest/developerguide/kms-api-permissions-reference.html
 */
export const OF_KEYS = [
  "kms:decrypt",
  "kms:reencryptfrom",
  "kms:creategrant",
  "kms:putkeypolicy",
  "kms:replicatekey",
];

/** The same of objects. */
export const OF_OBJECTS = [
  ...READ_ACTIONS.s3,
  "s3:getobjectversion",
  "s3:getobjecttorrent",
  "s3-object-lambda:getobjectversion",
  "s3express:createsession",
  "s3:putbucketpolicy",
  "s3:deletebucketpolicy",
  "s3:putbucketacl",
  "s3:putobjectacl",
  "s3:putobjectversionacl",
  "s3:putbucketownershipcontrols",
  "s3:putbucketpublicaccessblock",
  "s3:putaccountpublicaccessblock",
  "s3:putaccesspointpublicaccessblock",
  "s3:putaccesspointpolicy",
  "s3:deleteaccesspointpolicy",
  "s3:putaccesspointpolicyforobjectlambda",
  "s3:deleteaccesspointpolicyforobjectlambda",
  "s3:putaccesspointconfigurationforobjectlambda",
  "s3:putmultiregionaccesspointpolicy",
  "s3:putreplicationconfiguration",
  // Credentials of a role that reads them.
  "s3:getdataaccess",
  "s3:createaccessgrant",
  "s3:putaccessgrantsinstanceresourcepolicy",
  "lakeformation:getdataaccess",
  "transfer:importsshpublickey",
];

/** Actions by which a secret or a parameter is read, or let be read: by its own policy, or by sharing it. */
export const OF_SECRETS = [
  ...READ_ACTIONS.secretsmanager,
  ...READ_ACTIONS.ssm,
  "secretsmanager:putresourcepolicy",
  "secretsmanager:deleteresourcepolicy",
  "ssm:putresourcepolicy",
  "ram:createresourceshare",
  "ram:associateresourceshare",
  "ram:associateresourcesharepermission",
  "ram:replacepermissionassociations",
  "ram:createpermissionversion",
  "ram:setdefaultpermissionversion",
  "states:revealsecrets",
];

/**
 * Actions by which a principal gives itself, or others, more than it has: policies, memberships, credentials of others, who can
 * sign in as whom, and limits that go.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_managed-vs-inline.html
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
 */
export const OF_POLICIES = [
  ...["role", "user", "group"].flatMap((kind) =>
    ["attach", "put", "detach", "delete"].map((verb) => `iam:${verb}${kind}policy`),
  ),
  "iam:createpolicyversion",
  "iam:setdefaultpolicyversion",
  "iam:updateassumerolepolicy",
  "iam:addusertogroup",
  "iam:removeuserfromgroup",
  "iam:createaccesskey",
  "iam:createservicespecificcredential",
  "iam:resetservicespecificcredential",
  "iam:createloginprofile",
  "iam:updateloginprofile",
  "iam:putrolepermissionsboundary",
  "iam:putuserpermissionsboundary",
  "iam:deleterolepermissionsboundary",
  "iam:deleteuserpermissionsboundary",
  "iam:createsamlprovider",
  "iam:updatesamlprovider",
  "iam:createopenidconnectprovider",
  "iam:addclientidtoopenidconnectprovider",
  "iam:updateopenidconnectproviderthumbprint",
  "iam:acceptdelegationrequest",
  "iam:senddelegationtoken",
  ...["managedpolicy", "customermanagedpolicyreference"].flatMap((kind) => [
    `sso:attach${kind}topermissionset`,
    `sso:detach${kind}frompermissionset`,
  ]),
  ...["inlinepolicy", "permissionsboundary"].flatMap((kind) => [
    `sso:put${kind}topermissionset`,
    `sso:delete${kind}frompermissionset`,
  ]),
  "sso:createaccountassignment",
  "sso:createtrustedtokenissuer",
  "sso:updatetrustedtokenissuer",
  "identitystore:creategroupmembership",
  "identitystore:updateuser",
  "sso-directory:addmembertogroup",
  "sso-directory:updatepassword",
  "sso-directory:updateuser",
  "organizations:detachpolicy",
  "organizations:updatepolicy",
  "organizations:disablepolicytype",
  "organizations:moveaccount",
  "organizations:leaveorganization",
  "organizations:registerdelegatedadministrator",
  "organizations:putresourcepolicy",
  "rolesanywhere:createtrustanchor",
  "rolesanywhere:updatetrustanchor",
  "rolesanywhere:enabletrustanchor",
  "cognito-identity:getopenidtokenfordeveloperidentity",
  "cognito-identity:updateidentitypool",
];

/** Actions by which a principal becomes a role or a root user, or has something run as one; these are their resource. */
export const OF_ROLES = ["sts:assumerole", "sts:assumeroot", "iam:passrole"];

/**
 * Actions that run what one likes where a role is at work already, and secrets are at hand, or that get its credentials. What
 * starts something with a role that it names needs `iam:PassRole`, and is judged by that.
 */
export const OF_RUNNING = [
  "ecs:executecommand",
  "ssm:sendcommand",
  "ssm:startsession",
  "ssm:resumesession",
  "ssm:getaccesstoken",
  "ssm-guiconnect:startconnection",
  "ssm:startautomationexecution",
  "ssm:startchangerequestexecution",
  "ssm:createassociation",
  "ssm:createassociationbatch",
  "ssm:updateassociation",
  "ssm:updatedocument",
  "ssm:updatedocumentdefaultversion",
  "ssm:registertaskwithmaintenancewindow",
  "ssm:updatemaintenancewindowtask",
  "ssm:registertargetwithmaintenancewindow",
  "ssm:updatemaintenancewindowtarget",
  "lambda:updatefunctioncode",
  "lambda:updatefunctionconfiguration",
  "lambda:createmicrovmshellauthtoken",
  "batch:submitjob",
  "codebuild:startbuild",
  "codebuild:startbuildbatch",
  "codebuild:startsandbox",
  "codebuild:startsandboxconnection",
  "codebuild:startcommandexecution",
  "codebuild:updateproject",
  "codedeploy:createdeployment",
  "glue:updatejob",
  "glue:startjobrun",
  "glue:createtrigger",
  "glue:updatetrigger",
  "glue:runstatement",
  "glue:getsessionendpoint",
  "glue:updatedevendpoint",
  "states:updatestatemachine",
  "cloudformation:updatestack",
  "cloudformation:createchangeset",
  "cloudformation:executechangeset",
  "cloudformation:createstackset",
  "cloudformation:updatestackset",
  "cloudformation:createstackinstances",
  "cloudformation:updatestackinstances",
  "servicecatalog:createprovisioningartifact",
  "ec2:modifyinstanceattribute",
  "ec2:createreplacerootvolumetask",
  "ec2:createlaunchtemplateversion",
  "ec2:modifylaunchtemplate",
  "ec2-instance-connect:sendsshpublickey",
  "ec2-instance-connect:sendserialconsolesshpublickey",
  "sagemaker:createpresignednotebookinstanceurl",
  "sagemaker:createpresigneddomainurl",
  "sagemaker:startsession",
  "sagemaker:updatenotebookinstance",
  "sagemaker:updatenotebookinstancelifecycleconfig",
  "apprunner:updateservice",
  "amplify:updateapp",
  "amplify:updatebranch",
  "elasticbeanstalk:updateenvironment",
  "elasticmapreduce:addjobflowsteps",
  "elasticmapreduce:getclustersessioncredentials",
  "emr-containers:startjobrun",
  "emr-containers:createmanagedendpoint",
  "emr-containers:getmanagedendpointsessioncredentials",
  "emr-serverless:accessinteractiveendpoints",
  "emr-serverless:accesslivyendpoints",
  "kinesisanalytics:updateapplication",
  "kinesisanalytics:createapplicationpresignedurl",
  "bedrock-agentcore:invokecodeinterpreter",
  "eks:createaccessentry",
  "eks:updateaccessentry",
  "eks:associateaccesspolicy",
  "deadline:assumefleetroleforread",
  "deadline:assumefleetroleforworker",
  "deadline:assumequeueroleforread",
  "deadline:assumequeueroleforuser",
  "deadline:assumequeueroleforworker",
  "gamelift:getcomputeaccess",
  "gamelift:getinstanceaccess",
  "cloud9:createenvironmentmembership",
  "greengrass:createdeployment",
];

/** All of them. */
export const ANY = [
  ...OF_SECRETS,
  ...OF_OBJECTS,
  ...OF_KEYS,
  ...OF_POLICIES,
  ...OF_ROLES,
  ...OF_RUNNING,
];

/** Whether actions, as a statement has them, may give a secret away, or let give it away. */
export function matters(actions: readonly string[]): boolean {
  return actions.some(
    (action) => /[^A-Za-z0-9:*?-]/.test(action) || mayBe(action.toLowerCase(), ANY),
  );
}

/** Whether a pattern of actions, in lower case, may be about one of these. */
export function mayBe(value: string, wanted: readonly string[]): boolean {
  if (!/[*?$]/.test(value)) return wanted.includes(value);
  return (
    hasHole(value) ||
    wanted.some((one) => value === one || coversSymbols(symbolsOf(value), symbolsOf(one)))
  );
}

/** Whether a clause may be about one of these. */
export function isAbout({ actions }: Clause, wanted: readonly string[]): boolean {
  return actions.negated || [...actions.values].some((value) => mayBe(value, wanted));
}
