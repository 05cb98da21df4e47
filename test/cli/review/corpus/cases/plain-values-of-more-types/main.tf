locals { password = "correct-horse-battery-5" }
resource "aws_cloudformation_stack" "app" {
  name          = "app"
  template_body = jsonencode({ Resources = { Queue = { Type = "AWS::SQS::Queue", Properties = { Tags = [{ Key = "API_TOKEN", Value = local.password }] } } } })
}
resource "aws_cloudformation_stack" "parameters" {
  name          = "parameters"
  template_body = jsonencode({ Parameters = { DbPassword = { Type = "String", NoEcho = true } }, Resources = { Queue = { Type = "AWS::SQS::Queue" } } })
  parameters    = { DbPassword = local.password }
}
resource "aws_launch_template" "app" {
  name      = "app"
  user_data = base64encode("#!/bin/sh\nexport DB_PASSWORD=${local.password}\n")
}
resource "aws_launch_template" "zipped" {
  name      = "zipped"
  user_data = base64gzip("#!/bin/sh\nexport DB_PASSWORD=${local.password}\n")
}
resource "aws_autoscaling_group" "app" {
  name               = "app"
  min_size           = 0
  max_size           = 1
  availability_zones = ["eu-central-1a"]
  launch_template { id = "lt-0123456789abcdef0" }
  tag {
    key                 = "DB_PASSWORD"
    value               = local.password
    propagate_at_launch = true
  }
}
resource "aws_cloudwatch_event_rule" "app" {
  name                = "app"
  schedule_expression = "rate(1 hour)"
}
resource "aws_cloudwatch_event_target" "app" {
  rule  = aws_cloudwatch_event_rule.app.name
  arn   = "arn:aws:ecs:eu-central-1:111111111111:cluster/app"
  input = jsonencode({ containerOverrides = [{ name = "app", environment = [{ name = "DB_PASSWORD", value = local.password }] }] })
}
resource "aws_ssm_association" "app" {
  name       = "AWS-RunShellScript"
  parameters = { commands = "export DB_PASSWORD=${local.password}" }
}
resource "aws_codepipeline" "app" {
  name     = "app"
  role_arn = "arn:aws:iam::111111111111:role/app"
  artifact_store {
    type     = "S3"
    location = "shop"
  }
  stage {
    name = "Source"
    action {
      name             = "Source"
      category         = "Source"
      owner            = "ThirdParty"
      provider         = "GitHub"
      version          = "1"
      output_artifacts = ["source"]
      configuration    = { Owner = "shop", Repo = "app", Branch = "main", OAuthToken = local.password }
    }
  }
  stage {
    name = "Build"
    action {
      name            = "Build"
      category        = "Build"
      owner           = "AWS"
      provider        = "CodeBuild"
      version         = "1"
      input_artifacts = ["source"]
      configuration   = { ProjectName = "app", EnvironmentVariables = jsonencode([{ name = "NPM_TOKEN", value = local.password, type = "PLAINTEXT" }]) }
    }
  }
}
resource "aws_imagebuilder_component" "app" {
  name     = "app"
  platform = "Linux"
  version  = "1.0.0"
  data     = yamlencode({ schemaVersion = 1.0, phases = [{ name = "build", steps = [{ name = "run", action = "ExecuteBash", inputs = { commands = ["export API_TOKEN=${local.password}"] } }] }] })
}
resource "aws_dynamodb_table_item" "app" {
  table_name = "settings"
  hash_key   = "name"
  item       = jsonencode({ name = { S = "db" }, password = { S = local.password } })
}
resource "aws_amplify_app" "app" {
  name                  = "app"
  environment_variables = { DB_PASSWORD = local.password }
}
resource "aws_api_gateway_stage" "app" {
  rest_api_id   = "abcdefghij"
  deployment_id = "klmnop"
  stage_name    = "app"
  variables     = { db_password = local.password }
}
resource "aws_ecs_task_definition" "app" {
  family = "app"
  container_definitions = jsonencode([
    { name = "one", image = "nginx:1" },
    { name = "two", image = "nginx:1", environment = [{ name = "MODE", value = "fast" }, { name = "DB_PASSWORD", value = local.password }] },
  ])
}
resource "aws_lightsail_container_service_deployment_version" "app" {
  service_name = "app"
  container {
    container_name = "app"
    image          = "nginx:1"
    environment    = { DB_PASSWORD = local.password }
  }
}
resource "aws_s3_object" "env" {
  bucket  = "shop"
  key     = "app.env"
  content = "DB_PASSWORD=${local.password}\n"
}
