/** What scanners and AWS Security Hub ask of these resources: every rule, by the resource that it looks at. */
export const SECTION_5: Readonly<Record<string, readonly string[]>> = {
  aws_kms_key: ids("CKV_AWS_7 CKV_AWS_33 CKV_AWS_227 CKV2_AWS_64 KMS.3 KMS.4 KMS.5"),
  aws_ssm_parameter: ids("CKV2_AWS_34 CKV_AWS_337"),
  aws_secretsmanager_secret: ids(
    "CKV_AWS_149 CKV2_AWS_57 CKV_AWS_304 SecretsManager.1 SecretsManager.2 SecretsManager.3 SecretsManager.4",
  ),
  aws_iam_role: ids(
    "CKV_AWS_60 CKV_AWS_61 CKV_AWS_62 CKV_AWS_63 CKV_AWS_274 CKV_AWS_286 CKV_AWS_287 CKV_AWS_288",
    "CKV_AWS_289 CKV_AWS_290 CKV_AWS_355 KMS.1 KMS.2 IAM.1 IAM.21",
  ),
  aws_s3_bucket: ids(
    "CKV_AWS_18 CKV_AWS_19 CKV_AWS_145 CKV_AWS_20 CKV_AWS_57 CKV_AWS_21 CKV_AWS_53 CKV_AWS_54",
    "CKV_AWS_55 CKV_AWS_56 CKV2_AWS_6 CKV_AWS_70 CKV_AWS_93 CKV_AWS_144 CKV_AWS_300 CKV_AWS_379",
    "CKV2_AWS_61 CKV2_AWS_62 CKV2_AWS_65 S3.2 S3.3 S3.5 S3.6 S3.8 S3.9 S3.17",
  ),
  aws_ecs_cluster: ids("CKV_AWS_65 CKV_AWS_223 CKV_AWS_224 ECS.12"),
  aws_ecs_service: ids("CKV_AWS_332 CKV_AWS_333 ECS.2 ECS.10 ECS.16"),
  aws_ecs_task_definition: ids(
    "CKV_AWS_97 CKV_AWS_249 CKV_AWS_334 CKV_AWS_335 CKV_AWS_336 ECS.1 ECS.3 ECS.4 ECS.5 ECS.8 ECS.9",
    "ECS.17 ECS.18 ECS.20 ECS.21 AWS-0035 AWS-0036",
  ),
  aws_cloudwatch_log_group: ids("CKV_AWS_66 CKV_AWS_158 CKV_AWS_338"),
  aws_sfn_state_machine: ids("CKV_AWS_284 CKV_AWS_285 StepFunctions.1"),
  aws_sqs_queue: ids("CKV_AWS_27 CKV2_AWS_73 CKV_AWS_168 SQS.1 SQS.3"),
  aws_lambda_function: ids(
    "CKV_AWS_45 CKV_AWS_50 CKV_AWS_115 CKV_AWS_116 CKV_AWS_117 CKV_AWS_173 CKV_AWS_272 CKV_AWS_363",
    "CKV_AWS_301 CKV_AWS_364 Lambda.1 Lambda.2 Lambda.3 Lambda.7",
  ),
  aws_scheduler_schedule: ids("CKV_AWS_297"),
};

function ids(...lines: readonly string[]): readonly string[] {
  return lines.flatMap((line) => line.split(" "));
}
