resource "aws_kms_key" "key" {
  policy = jsonencode({ Version = "2012-10-17", Statement = [
    { Effect = "Allow", Principal = { AWS = "arn:aws:iam::111111111111:root" }, Action = "kms:*", Resource = "*" },
    { Effect = "Allow", Principal = "*", Action = "kms:Decrypt", Resource = "*", Condition = { StringEquals = { "kms:CallerAccount" = ["111111111111", "999988887777"], "kms:ViaService" = "secretsmanager.eu-central-1.amazonaws.com" } } }
  ] })
}
resource "aws_secretsmanager_secret" "db" {
  name       = "shop/db"
  kms_key_id = aws_kms_key.key.arn
  policy = jsonencode({ Version = "2012-10-17", Statement = [
    { Effect = "Allow", Principal = { AWS = "arn:aws:iam::999988887777:root" }, Action = "secretsmanager:GetSecretValue", Resource = "*", Condition = { ArnLike = { "aws:PrincipalArn" = "arn:aws:iam::999988887777:role/ci-*" } } },
    { Effect = "Allow", Principal = "*", Action = "secretsmanager:GetSecretValue", Resource = "*", Condition = { ArnLike = { "aws:PrincipalArn" = "arn:aws:iam::111111111111:role/ops/*" } } }
  ] })
}
resource "aws_iam_role" "deploy" {
  name               = "deploy"
  path               = "/ops/"
  assume_role_policy = local.tasks
}
resource "aws_iam_role" "app" {
  name               = "app"
  assume_role_policy = local.tasks
}
