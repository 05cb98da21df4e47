resource "aws_secretsmanager_secret" "new" { name = "shop/new" }
resource "aws_iam_role_policy" "read" {
  name   = "read"
  role   = aws_iam_role.app.name
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "*", Resource = "*" }, { Effect = "Allow", Action = "secretsmanager:GetSecretValue", Resource = aws_secretsmanager_secret.new.arn }] })
}
