provider "aws" {
  alias  = "central"
  region = "eu-central-1"
  assume_role { role_arn = "arn:aws:iam::222222222222:role/deploy" }
}
resource "aws_secretsmanager_secret" "here" { name = "shop/here" }
resource "aws_secretsmanager_secret" "central" {
  provider = aws.central
  name     = "shop/central"
}
resource "aws_iam_role" "here" {
  name               = "here"
  assume_role_policy = local.tasks
}
resource "aws_iam_role" "central" {
  provider           = aws.central
  name               = "central"
  assume_role_policy = local.tasks
}
resource "aws_iam_role_policy" "here" {
  role   = aws_iam_role.here.name
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "secretsmanager:GetSecretValue", Resource = "*" }] })
}
resource "aws_iam_role_policy" "central" {
  provider = aws.central
  role     = aws_iam_role.central.name
  policy   = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "secretsmanager:GetSecretValue", Resource = "*" }] })
}
