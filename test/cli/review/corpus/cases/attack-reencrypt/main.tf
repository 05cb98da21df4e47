resource "aws_kms_key" "key" {}
resource "aws_secretsmanager_secret" "db" {
  name       = "shop/db"
  kms_key_id = aws_kms_key.key.arn
}
resource "aws_iam_role" "re" {
  name               = "re"
  assume_role_policy = local.tasks
}
resource "aws_iam_role_policy" "re" {
  name   = "read"
  role   = aws_iam_role.re.name
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "secretsmanager:GetSecretValue", Resource = "*" }, { Effect = "Allow", Action = ["kms:ReEncrypt*", "kms:GenerateDataKey*"], Resource = "*" }] })
}
resource "aws_iam_role" "star" {
  name               = "star"
  assume_role_policy = local.tasks
}
resource "aws_iam_role_policy" "star" {
  name   = "read"
  role   = aws_iam_role.star.name
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "secretsmanager:GetSecretValue", Resource = "*" }, { Effect = "Allow", Action = "kms:D*", Resource = "*" }] })
}
