locals { password = "correct-horse-battery-5" }
resource "aws_apprunner_service" "app" {
  service_name = "app"
  source_configuration {
    image_repository {
      image_identifier      = "public.ecr.aws/nginx/nginx:1"
      image_repository_type = "ECR_PUBLIC"
      image_configuration { runtime_environment_variables = { DB_PASSWORD = local.password, DB_PASSWORD_FILE = "/run/secrets/db" } }
    }
  }
}
resource "aws_batch_job_definition" "app" {
  name                 = "app"
  type                 = "container"
  container_properties = jsonencode({ image = "nginx:1", environment = [{ name = "API_TOKEN", value = local.password }], resourceRequirements = [{ type = "VCPU", value = "1" }, { type = "MEMORY", value = "128" }] })
}
resource "aws_glue_job" "app" {
  name              = "app"
  role_arn          = "arn:aws:iam::111111111111:role/app"
  default_arguments = { "--db_password" = local.password, "--job-language" = "python" }
  command { script_location = "s3://shop/app.py" }
}
resource "aws_sfn_state_machine" "app" {
  name       = "app"
  role_arn   = "arn:aws:iam::111111111111:role/app"
  definition = jsonencode({ StartAt = "Call", States = { Call = { Type = "Pass", Result = { password = local.password }, End = true } } })
}
resource "aws_sfn_state_machine" "fine" {
  name       = "fine"
  role_arn   = "arn:aws:iam::111111111111:role/app"
  definition = jsonencode({ StartAt = "Call", States = { Call = { Type = "Pass", Parameters = { "password.$" = "$.password", SecretArn = "${local.secrets}:shop/db-abcdef" }, End = true } } })
}
resource "aws_scheduler_schedule" "app" {
  name                = "app"
  schedule_expression = "rate(1 hour)"
  flexible_time_window { mode = "OFF" }
  target {
    arn      = "arn:aws:lambda:eu-central-1:111111111111:function:app"
    role_arn = "arn:aws:iam::111111111111:role/app"
    input    = jsonencode({ token = local.password })
  }
}
resource "aws_ssm_document" "app" {
  name          = "app"
  document_type = "Command"
  content       = jsonencode({ schemaVersion = "2.2", mainSteps = [{ action = "aws:runShellScript", name = "run", inputs = { runCommand = ["export DB_PASSWORD=${local.password}"] } }] })
}
resource "aws_elastic_beanstalk_application" "app" { name = "app" }
resource "aws_elastic_beanstalk_configuration_template" "app" {
  name                = "app"
  application         = aws_elastic_beanstalk_application.app.name
  solution_stack_name = "64bit Amazon Linux 2023 v4.0.0 running Docker"
  setting {
    namespace = "aws:elasticbeanstalk:application:environment"
    name      = "DB_PASSWORD"
    value     = local.password
  }
}
resource "aws_cognito_user_pool" "app" {
  name = "app"
  password_policy {
    minimum_length                   = 12
    temporary_password_validity_days = 7
  }
}
resource "aws_db_instance" "app" {
  identifier          = "app"
  engine              = "postgres"
  instance_class      = "db.t4g.micro"
  allocated_storage   = 20
  username            = "orders"
  password            = local.password
  skip_final_snapshot = true
}
