import { listIn, own } from "../../json";

const USER_DATA = ["user_data", "user_data_base64"];

/**
 * Attributes that AWS returns in clear to everyone who may describe the resource, and that could name a secret instead: a mark
 * of Terraform keeps their values out of its own output, and out of nothing else.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DescribeTaskDefinition.html
 * @see https://docs.aws.amazon.com/lambda/latest/api/API_GetFunctionConfiguration.html
 */
const SHOWN: Readonly<Record<string, readonly string[]>> = {
  aws_amplify_app: ["environment_variables", "build_spec"],
  aws_amplify_branch: ["environment_variables"],
  aws_apprunner_service: ["source_configuration"],
  aws_batch_job_definition: [
    "container_properties",
    "ecs_properties",
    "eks_properties",
    "node_properties",
    "parameters",
  ],
  aws_cloudformation_stack: ["template_body"],
  aws_codebuild_project: ["environment", "source", "secondary_sources"],
  aws_cloudwatch_event_target: ["input", "input_transformer"],
  aws_ecs_task_definition: ["container_definitions"],
  aws_elastic_beanstalk_configuration_template: ["setting"],
  aws_elastic_beanstalk_environment: ["setting"],
  aws_glue_job: ["default_arguments", "non_overridable_arguments"],
  aws_instance: USER_DATA,
  aws_lambda_function: ["environment"],
  aws_launch_configuration: USER_DATA,
  aws_launch_template: USER_DATA,
  aws_sagemaker_model: ["primary_container", "container"],
  aws_sagemaker_notebook_instance_lifecycle_configuration: ["on_create", "on_start"],
  aws_scheduler_schedule: ["target"],
  aws_sfn_state_machine: ["definition"],
  aws_spot_instance_request: USER_DATA,
  aws_ssm_association: ["parameters"],
  aws_ssm_document: ["content"],
};

/** Whether AWS shows an attribute to everyone who may describe the resource, whatever Terraform marks. */
export function isShown(type: string, attribute: string): boolean {
  if (type.startsWith("aws_") && /^tags(_all)?$/.test(attribute)) return true;
  return listIn(own(SHOWN, type)).includes(attribute);
}
