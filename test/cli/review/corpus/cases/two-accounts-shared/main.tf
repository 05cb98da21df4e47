provider "aws" {
  alias  = "central"
  region = "eu-central-1"
  assume_role { role_arn = "arn:aws:iam::222222222222:role/deploy" }
}
data "aws_iam_policy_document" "key" {
  provider = aws.central
  statement {
    actions   = ["kms:*"]
    resources = ["*"]
    principals {
      type        = "AWS"
      identifiers = ["arn:aws:iam::222222222222:root"]
    }
  }
  statement {
    actions   = ["kms:Decrypt"]
    resources = ["*"]
    principals {
      type        = "AWS"
      identifiers = [aws_iam_role.app.arn, aws_iam_role.second.arn]
    }
  }
}
resource "aws_kms_key" "central" {
  provider    = aws.central
  description = "central"
  policy      = data.aws_iam_policy_document.key.json
}
resource "aws_secretsmanager_secret" "central" {
  provider   = aws.central
  name       = "central/db"
  kms_key_id = aws_kms_key.central.arn
}
data "aws_iam_policy_document" "db" {
  statement {
    actions   = ["secretsmanager:GetSecretValue"]
    resources = ["*"]
    principals {
      type        = "AWS"
      identifiers = [aws_iam_role.app.arn]
    }
  }
}
resource "aws_secretsmanager_secret_policy" "central" {
  provider   = aws.central
  secret_arn = aws_secretsmanager_secret.central.arn
  policy     = data.aws_iam_policy_document.db.json
}
resource "aws_iam_role" "app" {
  name               = "app"
  assume_role_policy = local.tasks
}
resource "aws_iam_role" "second" {
  name               = "second"
  assume_role_policy = local.tasks
}
resource "aws_iam_role_policy" "read" {
  for_each = { app = aws_iam_role.app.name, second = aws_iam_role.second.name }
  name     = "read"
  role     = each.value
  policy   = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = ["secretsmanager:GetSecretValue", "kms:Decrypt"], Resource = "*" }] })
}
