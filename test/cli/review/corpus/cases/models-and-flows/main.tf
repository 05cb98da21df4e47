resource "aws_secretsmanager_secret" "db" { name = "shop/db" }
resource "aws_iam_role" "model" {
  name               = "model"
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { Service = "sagemaker.amazonaws.com" }, Action = "sts:AssumeRole" }] })
}
resource "aws_iam_role_policy" "model" {
  name   = "read"
  role   = aws_iam_role.model.name
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "secretsmanager:GetSecretValue", Resource = "${local.secrets}:shop/db-??????" }] })
}
resource "aws_iam_role" "flow" {
  name               = "flow"
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { Service = "states.amazonaws.com" }, Action = "sts:AssumeRole" }] })
}
resource "aws_iam_role_policy" "flow" {
  name   = "read"
  role   = aws_iam_role.flow.name
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = ["states:StartExecution", "lambda:InvokeFunction"], Resource = "*" }] })
}
resource "aws_sagemaker_model" "app" {
  name               = "app"
  execution_role_arn = aws_iam_role.model.arn
  primary_container {
    image       = "111111111111.dkr.ecr.eu-central-1.amazonaws.com/model:1"
    environment = { API_TOKEN = "correct-horse-battery-5", SECRET_ARN = "${local.secrets}:shop/db-abcdef" }
  }
}
resource "aws_sagemaker_notebook_instance" "app" {
  name          = "app"
  role_arn      = aws_iam_role.model.arn
  instance_type = "ml.t3.medium"
}
resource "aws_sfn_state_machine" "app" {
  name       = "app"
  role_arn   = aws_iam_role.flow.arn
  definition = jsonencode({ StartAt = "Read", States = { Read = { Type = "Task", Resource = "arn:aws:states:::aws-sdk:secretsmanager:getSecretValue", Parameters = { SecretId = aws_secretsmanager_secret.db.name }, End = true } } })
}
