resource "aws_secretsmanager_secret" "db" { name = "shop/db" }
resource "aws_iam_role" "first" {
  name               = "first"
  assume_role_policy = local.tasks
}
resource "aws_iam_role" "second" {
  name               = "second"
  assume_role_policy = local.tasks
}
resource "aws_iam_policy" "read" {
  name   = "read"
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "secretsmanager:GetSecretValue", Resource = aws_secretsmanager_secret.db.arn }] })
}
