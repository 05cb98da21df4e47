resource "aws_kms_key" "key" { description = "shop" }
resource "aws_secretsmanager_secret" "db" {
  name       = "shop/db"
  kms_key_id = aws_kms_key.key.id
}
resource "aws_secretsmanager_secret" "mail" {
  name       = "shop/mail"
  kms_key_id = aws_kms_key.key.id
}
resource "aws_ssm_parameter" "key" {
  name   = "/shop/key"
  type   = "SecureString"
  value  = "made up for a test"
  key_id = aws_kms_key.key.id
}
data "aws_iam_policy_document" "read" {
  statement {
    actions   = ["secretsmanager:GetSecretValue", "ssm:GetParameters"]
    resources = ["*"]
  }
  statement {
    actions   = ["kms:Decrypt"]
    resources = [aws_kms_key.key.arn]
    condition {
      test     = "StringEquals"
      variable = "kms:ViaService"
      values   = ["secretsmanager.eu-central-1.amazonaws.com"]
    }
    condition {
      test     = "StringLike"
      variable = "kms:EncryptionContext:SecretARN"
      values   = ["${local.secrets}:shop/db-??????"]
    }
  }
}
resource "aws_iam_role" "app" {
  name               = "app"
  assume_role_policy = local.tasks
}
resource "aws_iam_role_policy" "read" {
  role   = aws_iam_role.app.name
  policy = data.aws_iam_policy_document.read.json
}
