provider "aws" {
  alias  = "us"
  region = "us-east-1"
}
resource "aws_secretsmanager_secret" "eu" { name = "shop/eu" }
resource "aws_secretsmanager_secret" "us" {
  provider = aws.us
  name     = "shop/us"
}
resource "aws_ssm_parameter" "us" {
  provider = aws.us
  name     = "/shop/us"
  type     = "SecureString"
  value    = "made up for a test"
}
resource "aws_iam_role" "each" {
  for_each           = toset(["eu-central-1", "us-east-1"])
  name               = "app-${each.key}"
  assume_role_policy = local.tasks
}
resource "aws_iam_role_policy" "each" {
  for_each = aws_iam_role.each
  name     = "read"
  role     = each.value.name
  policy   = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "secretsmanager:GetSecretValue", Resource = "arn:aws:secretsmanager:${each.key}:111111111111:secret:shop/*" }, { Effect = "Allow", Action = "ssm:GetParameter", Resource = "arn:aws:ssm:${each.key}:111111111111:parameter/shop/*" }] })
}
