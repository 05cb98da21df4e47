provider "aws" {
  alias  = "us"
  region = "us-east-1"
}
resource "aws_kms_key" "us" {
  provider    = aws.us
  description = "shop"
}
resource "aws_secretsmanager_secret" "us" {
  provider   = aws.us
  name       = "shop/us"
  kms_key_id = aws_kms_key.us.arn
}
data "aws_iam_policy_document" "read" {
  for_each = toset(["eu-central-1", "us-east-1"])
  statement {
    actions   = ["secretsmanager:GetSecretValue"]
    resources = [aws_secretsmanager_secret.us.arn]
  }
  statement {
    actions   = ["kms:Decrypt"]
    resources = [aws_kms_key.us.arn]
    condition {
      test     = "StringEquals"
      variable = "kms:ViaService"
      values   = ["secretsmanager.${each.key}.amazonaws.com"]
    }
  }
}
resource "aws_iam_role" "each" {
  for_each           = data.aws_iam_policy_document.read
  name               = "via-${each.key}"
  assume_role_policy = local.tasks
}
resource "aws_iam_role_policy" "each" {
  for_each = data.aws_iam_policy_document.read
  name     = "read"
  role     = aws_iam_role.each[each.key].name
  policy   = each.value.json
}
