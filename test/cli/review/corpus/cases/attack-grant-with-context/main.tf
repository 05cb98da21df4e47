resource "aws_kms_key" "key" {}
resource "aws_secretsmanager_secret" "db" {
  name       = "shop/db"
  kms_key_id = aws_kms_key.key.arn
}
resource "aws_iam_role" "granted" {
  name               = "granted"
  assume_role_policy = local.tasks
}
resource "aws_iam_role_policy" "granted" {
  name   = "read"
  role   = aws_iam_role.granted.name
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "secretsmanager:GetSecretValue", Resource = "${local.secrets}:shop/db-??????" }] })
}
resource "aws_iam_role" "other" {
  name               = "other"
  assume_role_policy = local.tasks
}
resource "aws_iam_role_policy" "other" {
  name   = "read"
  role   = aws_iam_role.other.name
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "secretsmanager:GetSecretValue", Resource = "${local.secrets}:shop/db-??????" }] })
}
resource "aws_kms_grant" "granted" {
  key_id            = aws_kms_key.key.key_id
  grantee_principal = aws_iam_role.granted.arn
  operations        = ["Decrypt"]
}
resource "aws_kms_grant" "other" {
  key_id            = aws_kms_key.key.key_id
  grantee_principal = aws_iam_role.other.arn
  operations        = ["Decrypt"]
  constraints { encryption_context_equals = { SecretARN = "arn:aws:secretsmanager:eu-central-1:111111111111:secret:mail" } }
}
