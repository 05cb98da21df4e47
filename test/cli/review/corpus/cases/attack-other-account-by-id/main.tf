resource "aws_kms_key" "key" {
  policy = jsonencode({ Version = "2012-10-17", Statement = [
    { Effect = "Allow", Principal = { AWS = "arn:aws:iam::111111111111:root" }, Action = "kms:*", Resource = "*" },
    { Effect = "Allow", Principal = { AWS = "444455556666" }, Action = "kms:Decrypt", Resource = "*" },
  ] })
}
resource "aws_secretsmanager_secret" "db" {
  name       = "shop/db"
  kms_key_id = aws_kms_key.key.arn
  policy     = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { AWS = ["444455556666", "arn:aws:iam::777788889999:role/reader"] }, Action = "secretsmanager:Get*", Resource = "*" }] })
}
