resource "aws_secretsmanager_secret" "db" { name = "shop/db" }
resource "aws_secretsmanager_secret" "mail" { name = "shop/mail" }
resource "aws_iam_role" "app" {
  name               = "app"
  assume_role_policy = local.tasks
}
resource "aws_iam_role_policy" "app" {
  name   = "read"
  role   = aws_iam_role.app.name
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "secretsmanager:*", Resource = "*" }, { Effect = "Deny", Action = "secretsmanager:*", NotResource = "${local.secrets}:shop/db-??????" }] })
}
