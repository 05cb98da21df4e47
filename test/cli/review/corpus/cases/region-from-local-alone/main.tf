locals { far = "us-east-1" }
provider "aws" {
  alias  = "far"
  region = local.far
}
resource "aws_secretsmanager_secret" "far" {
  provider = aws.far
  name     = "shop/db"
}
resource "aws_iam_role" "far" {
  name               = "far"
  assume_role_policy = local.tasks
}
resource "aws_iam_role_policy" "far" {
  name   = "far"
  role   = aws_iam_role.far.name
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "secretsmanager:GetSecretValue", Resource = "arn:aws:secretsmanager:us-east-1:111111111111:secret:shop/db-*" }] })
}
