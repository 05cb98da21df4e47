resource "aws_secretsmanager_secret" "db" { name = "shop/db" }
resource "aws_iam_user" "alice" { name = "alice" }
resource "aws_iam_user_policy" "read" {
  user   = aws_iam_user.alice.name
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "secretsmanager:GetSecretValue", Resource = "*", Condition = { Bool = { "aws:MultiFactorAuthPresent" = "true" } } }] })
}
