resource "aws_secretsmanager_secret" "db" { name = "shop/db" }
resource "aws_iam_role" "app" {
  name               = "app"
  assume_role_policy = local.tasks
}
resource "aws_iam_role_policy" "app" {
  name   = "read"
  role   = aws_iam_role.app.name
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "secretsmanager:GetSecretValue", Resource = "*" }, { Effect = "Deny", Action = "*", Resource = "*", Condition = { StringEqualsIfExists = { "aws:RequestedRegion" = "us-east-1" } } }] })
}
