resource "aws_kms_key" "key" { description = "shop" }
resource "aws_kms_alias" "key" {
  name          = "alias/shop"
  target_key_id = aws_kms_key.key.key_id
}
resource "aws_secretsmanager_secret" "db" {
  name       = "shop/db"
  kms_key_id = aws_kms_alias.key.arn
}
resource "aws_ssm_parameter" "key" {
  name   = "/shop/key"
  type   = "SecureString"
  value  = "made up for a test"
  key_id = "alias/shop"
}
data "aws_iam_policy_document" "read" {
  statement {
    actions   = ["secretsmanager:GetSecretValue", "ssm:GetParameter"]
    resources = ["*"]
  }
  statement {
    actions   = ["kms:Decrypt"]
    resources = [aws_kms_key.key.arn]
  }
}
resource "aws_iam_role" "app" {
  name               = "app"
  assume_role_policy = local.tasks
}
resource "aws_iam_role" "keyless" {
  name               = "keyless"
  assume_role_policy = local.tasks
}
resource "aws_iam_role_policy" "read" {
  role   = aws_iam_role.app.name
  policy = data.aws_iam_policy_document.read.json
}
resource "aws_iam_role_policy" "keyless" {
  role   = aws_iam_role.keyless.name
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = ["secretsmanager:GetSecretValue", "ssm:GetParameter"], Resource = "*" }] })
}
