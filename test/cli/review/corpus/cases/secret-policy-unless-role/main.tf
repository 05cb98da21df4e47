resource "aws_secretsmanager_secret" "db" { name = "shop/db" }
resource "aws_iam_role" "app" {
  name               = "app"
  assume_role_policy = local.tasks
}
resource "aws_iam_role" "other" {
  name               = "other"
  assume_role_policy = local.tasks
}
resource "aws_iam_role_policy" "all" {
  for_each = { app = aws_iam_role.app.name, other = aws_iam_role.other.name }
  name     = "all"
  role     = each.value
  policy   = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "secretsmanager:GetSecretValue", Resource = "*" }] })
}
resource "aws_secretsmanager_secret_policy" "db" {
  secret_arn = aws_secretsmanager_secret.db.arn
  policy     = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Deny", Principal = "*", Action = "secretsmanager:GetSecretValue", Resource = "*", Condition = { ArnNotEquals = { "aws:PrincipalArn" = "arn:aws:iam::111111111111:role/app" } } }] })
}
