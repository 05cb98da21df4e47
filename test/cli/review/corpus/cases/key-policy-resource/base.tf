resource "aws_kms_key" "key" { description = "shop" }
resource "aws_secretsmanager_secret" "db" {
  name       = "shop/db"
  kms_key_id = aws_kms_key.key.arn
}
resource "aws_iam_role" "app" {
  name               = "app"
  assume_role_policy = local.tasks
}
resource "aws_iam_role" "banned" {
  name               = "banned"
  assume_role_policy = local.tasks
}
resource "aws_iam_role_policy" "read" {
  for_each = { app = aws_iam_role.app.name, banned = aws_iam_role.banned.name }
  name     = "read"
  role     = each.value
  policy   = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "secretsmanager:GetSecretValue", Resource = aws_secretsmanager_secret.db.arn }, { Effect = "Allow", Action = "kms:Decrypt", Resource = aws_kms_key.key.arn }] })
}
