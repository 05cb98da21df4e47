resource "aws_secretsmanager_secret" "db" { name = "shop/db" }
locals {
  services = { lambda = "lambda.amazonaws.com", ec2 = "ec2.amazonaws.com", states = "states.amazonaws.com", build = "codebuild.amazonaws.com", batch = "batch.amazonaws.com", runner = "tasks.apprunner.amazonaws.com", glue = "glue.amazonaws.com" }
}
resource "aws_iam_role" "each" {
  for_each           = local.services
  name               = each.key
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { Service = each.value }, Action = "sts:AssumeRole" }] })
}
resource "aws_iam_role_policy" "each" {
  for_each = aws_iam_role.each
  name     = "read"
  role     = each.value.id
  policy   = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "secretsmanager:GetSecretValue", Resource = "${local.secrets}:shop/db-??????" }] })
}
resource "aws_lambda_function" "app" {
  function_name = "app"
  role          = aws_iam_role.each["lambda"].arn
  image_uri     = "111111111111.dkr.ecr.eu-central-1.amazonaws.com/app:1"
  package_type  = "Image"
}
resource "aws_iam_instance_profile" "app" {
  name = "app"
  role = aws_iam_role.each["ec2"].name
}
resource "aws_instance" "app" {
  ami                  = "ami-0123456789abcdef0"
  instance_type        = "t3.micro"
  iam_instance_profile = aws_iam_instance_profile.app.name
}
resource "aws_launch_template" "app" {
  name = "app"
  iam_instance_profile { arn = aws_iam_instance_profile.app.arn }
}
resource "aws_sfn_state_machine" "app" {
  name       = "app"
  role_arn   = aws_iam_role.each["states"].arn
  definition = jsonencode({ StartAt = "Done", States = { Done = { Type = "Succeed" } } })
}
resource "aws_codebuild_project" "app" {
  name         = "app"
  service_role = aws_iam_role.each["build"].arn
  artifacts { type = "NO_ARTIFACTS" }
  source {
    type      = "NO_SOURCE"
    buildspec = "version: 0.2"
  }
  environment {
    compute_type = "BUILD_GENERAL1_SMALL"
    image        = "aws/codebuild/standard:7.0"
    type         = "LINUX_CONTAINER"
  }
}
resource "aws_batch_job_definition" "app" {
  name                 = "app"
  type                 = "container"
  container_properties = jsonencode({ image = "nginx:1", jobRoleArn = aws_iam_role.each["batch"].arn, resourceRequirements = [{ type = "VCPU", value = "1" }, { type = "MEMORY", value = "128" }] })
}
resource "aws_apprunner_service" "app" {
  service_name = "app"
  source_configuration {
    image_repository {
      image_identifier      = "public.ecr.aws/nginx/nginx:1"
      image_repository_type = "ECR_PUBLIC"
    }
  }
  instance_configuration { instance_role_arn = aws_iam_role.each["runner"].arn }
}
resource "aws_glue_job" "app" {
  name     = "app"
  role_arn = aws_iam_role.each["glue"].arn
  command { script_location = "s3://shop/app.py" }
}
