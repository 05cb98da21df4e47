import { parsePolicy, type PolicyDocument } from "../../cli/src/policy";

// https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AmazonECSTaskExecutionRolePolicy.html
/** Policies that AWS manages, by their ARNs. */
export const MANAGED_BY_AWS: Readonly<Record<string, PolicyDocument>> = {
  "arn:aws:iam::aws:policy/service-role/AmazonECSTaskExecutionRolePolicy": parsePolicy({
    Version: "2012-10-17",
    Statement: [
      {
        Effect: "Allow",
        Action: [
          "ecr:GetAuthorizationToken",
          "ecr:BatchCheckLayerAvailability",
          "ecr:GetDownloadUrlForLayer",
          "ecr:BatchGetImage",
          "logs:CreateLogStream",
          "logs:PutLogEvents",
        ],
        Resource: "*",
      },
    ],
  }),
  // https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AmazonECSInfrastructureRolePolicyForServiceConnectTransportLayerSecurity.html
  "arn:aws:iam::aws:policy/service-role/AmazonECSInfrastructureRolePolicyForServiceConnectTransportLayerSecurity":
    parsePolicy({
      Version: "2012-10-17",
      Statement: [
        {
          Action: "secretsmanager:CreateSecret",
          Condition: {
            ArnLike: {
              "aws:RequestTag/AmazonECSCreated": [
                "arn:aws:ecs:*:*:service/*/*",
                "arn:aws:ecs:*:*:task-set/*/*",
              ],
            },
            StringEquals: {
              "aws:RequestTag/AmazonECSManaged": "true",
              "aws:ResourceAccount": "${aws:PrincipalAccount}",
            },
          },
          Effect: "Allow",
          Resource: "arn:aws:secretsmanager:*:*:secret:ecs-sc!*",
          Sid: "CreateSecret",
        },
        {
          Action: "secretsmanager:TagResource",
          Condition: {
            ArnLike: {
              "aws:RequestTag/AmazonECSCreated": [
                "arn:aws:ecs:*:*:service/*/*",
                "arn:aws:ecs:*:*:task-set/*/*",
              ],
            },
            StringEquals: {
              "aws:RequestTag/AmazonECSManaged": "true",
              "aws:ResourceAccount": "${aws:PrincipalAccount}",
            },
          },
          Effect: "Allow",
          Resource: "arn:aws:secretsmanager:*:*:secret:ecs-sc!*",
          Sid: "TagOnCreateSecret",
        },
        {
          Action: [
            "secretsmanager:UpdateSecret",
            "secretsmanager:GetSecretValue",
            "secretsmanager:PutSecretValue",
            "secretsmanager:DeleteSecret",
            "secretsmanager:RotateSecret",
            "secretsmanager:UpdateSecretVersionStage",
          ],
          Condition: {
            StringEquals: {
              "aws:ResourceAccount": "${aws:PrincipalAccount}",
              "secretsmanager:ResourceTag/aws:secretsmanager:owningService": "ecs-sc",
            },
          },
          Effect: "Allow",
          Resource: "arn:aws:secretsmanager:*:*:secret:ecs-sc!*",
          Sid: "RotateTLSCertificateSecret",
        },
        {
          Action: ["secretsmanager:DescribeSecret"],
          Condition: { StringEquals: { "aws:ResourceAccount": "${aws:PrincipalAccount}" } },
          Effect: "Allow",
          Resource: "arn:aws:secretsmanager:*:*:secret:ecs-sc!*",
          Sid: "DescribeTLSCertificateSecret",
        },
        {
          Action: [
            "acm-pca:GetCertificate",
            "acm-pca:GetCertificateAuthorityCertificate",
            "acm-pca:DescribeCertificateAuthority",
          ],
          Condition: { StringEquals: { "aws:ResourceTag/AmazonECSManaged": "true" } },
          Effect: "Allow",
          Resource: "*",
          Sid: "ManagePrivateCertificateAuthority",
        },
        {
          Action: ["acm-pca:IssueCertificate"],
          Condition: {
            StringEquals: {
              "acm-pca:TemplateArn": "arn:aws:acm-pca:::template/EndEntityCertificate/V1",
              "aws:ResourceTag/AmazonECSManaged": "true",
            },
          },
          Effect: "Allow",
          Resource: "*",
          Sid: "ManagePrivateCertificateAuthorityForIssuingEndEntityCertificate",
        },
      ],
    }),
};
