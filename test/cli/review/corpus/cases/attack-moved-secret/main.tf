moved {
  from = aws_secretsmanager_secret.db
  to   = aws_secretsmanager_secret.main
}
resource "aws_secretsmanager_secret" "main" { name = "shop/db" }
resource "aws_iam_role" "thief" {
  name               = "thief"
  assume_role_policy = local.tasks
}
resource "aws_iam_role_policy" "thief" {
  name   = "read"
  role   = aws_iam_role.thief.name
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "secretsmanager:GetSecretValue", Resource = "${local.secrets}:shop/db-??????" }] })
}
