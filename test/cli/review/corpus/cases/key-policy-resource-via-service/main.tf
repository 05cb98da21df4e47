resource "aws_kms_key" "key" {}
resource "aws_kms_key_policy" "key" {
  key_id = aws_kms_key.key.id
  policy = jsonencode({ Version = "2012-10-17", Statement = [
    { Sid = "Admin", Effect = "Allow", Principal = { AWS = "arn:aws:iam::111111111111:role/admin" }, Action = "kms:*", Resource = "*" },
    { Sid = "Read", Effect = "Allow", Principal = { AWS = "arn:aws:iam::111111111111:role/app" }, Action = "kms:Decrypt", Resource = "*", Condition = { StringEquals = { "kms:ViaService" = "ssm.eu-central-1.amazonaws.com" } } }
  ] })
}
resource "aws_secretsmanager_secret" "db" {
  name       = "shop/db"
  kms_key_id = aws_kms_key.key.arn
}
resource "aws_ssm_parameter" "key" {
  name   = "/shop/key"
  type   = "SecureString"
  tier   = "Intelligent-Tiering"
  key_id = aws_kms_key.key.key_id
  value  = "made-up-value-1"
}
resource "aws_iam_role" "app" {
  name               = "app"
  assume_role_policy = local.tasks
}
resource "aws_iam_role_policy" "app" {
  role   = aws_iam_role.app.name
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = ["secretsmanager:GetSecretValue", "ssm:GetParameter*"], Resource = "*" }] })
}
