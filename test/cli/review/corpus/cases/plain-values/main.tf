resource "aws_iam_role" "app" {
  name               = "app"
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { Service = ["lambda.amazonaws.com", "codebuild.amazonaws.com"] }, Action = "sts:AssumeRole" }] })
}
resource "aws_lambda_function" "app" {
  function_name = "app"
  role          = aws_iam_role.app.arn
  image_uri     = "111111111111.dkr.ecr.eu-central-1.amazonaws.com/app:1"
  package_type  = "Image"
  environment { variables = { DB_PASSWORD = "correct-horse-battery-9", LOG_LEVEL = "info" } }
}
resource "aws_codebuild_project" "app" {
  name         = "app"
  service_role = aws_iam_role.app.arn
  artifacts { type = "NO_ARTIFACTS" }
  source {
    type      = "NO_SOURCE"
    buildspec = "version: 0.2"
  }
  environment {
    compute_type = "BUILD_GENERAL1_SMALL"
    image        = "aws/codebuild/standard:7.0"
    type         = "LINUX_CONTAINER"
    environment_variable {
      name  = "NPM_TOKEN"
      value = "correct-horse-battery-8"
    }
  }
}
resource "aws_instance" "app" {
  ami           = "ami-0123456789abcdef0"
  instance_type = "t3.micro"
  user_data     = "#!/bin/sh\nexport DB_PASSWORD=correct-horse-battery-7\n"
}
