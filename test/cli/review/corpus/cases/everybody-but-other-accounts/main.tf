data "aws_caller_identity" "me" {}
resource "aws_secretsmanager_secret" "db" {
  name = "shop/db"
  policy = jsonencode({ Version = "2012-10-17", Statement = [
    { Effect = "Allow", Principal = "*", Action = "secretsmanager:GetSecretValue", Resource = "*" },
    { Effect = "Deny", Principal = "*", Action = "*", Resource = "*", Condition = { StringNotEquals = { "aws:PrincipalAccount" = "111111111111" } } }
  ] })
}
resource "aws_iam_role" "app" {
  name               = "app"
  assume_role_policy = local.tasks
}
