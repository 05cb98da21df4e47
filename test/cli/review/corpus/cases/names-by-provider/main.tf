resource "aws_secretsmanager_secret" "db" { name = "shop/db" }
resource "aws_iam_role" "app" { assume_role_policy = local.tasks }
resource "aws_iam_role" "prefixed" {
  name_prefix        = "prefixed-"
  assume_role_policy = local.tasks
}
resource "aws_iam_role_policy" "read" {
  for_each = { app = aws_iam_role.app.id, prefixed = aws_iam_role.prefixed.name }
  name     = "read"
  role     = each.value
  policy   = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "secretsmanager:GetSecretValue", Resource = "*" }] })
}
