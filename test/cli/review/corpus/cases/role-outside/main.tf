resource "aws_iam_role_policy" "read" {
  name   = "read"
  role   = "deployed-elsewhere"
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "secretsmanager:GetSecretValue", Resource = aws_secretsmanager_secret.db.arn }] })
}
