resource "aws_secretsmanager_secret" "db" {
  name = "shop/db"
  tags = { team = "shop" }
}
resource "aws_secretsmanager_secret" "mail" {
  name = "mail/db"
  tags = { team = "mail" }
}
resource "aws_secretsmanager_secret" "bare" { name = "bare/db" }
resource "aws_iam_role" "shop" {
  name               = "shop"
  assume_role_policy = local.tasks
}
resource "aws_iam_role" "mail" {
  name               = "mail"
  assume_role_policy = local.tasks
}
resource "aws_iam_role_policy" "shop" {
  name   = "shop"
  role   = aws_iam_role.shop.name
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "secretsmanager:GetSecretValue", Resource = "*", Condition = { StringEquals = { "secretsmanager:ResourceTag/team" = "shop" } } }] })
}
resource "aws_iam_role_policy" "mail" {
  name   = "mail"
  role   = aws_iam_role.mail.name
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "secretsmanager:GetSecretValue", Resource = "*", Condition = { StringEquals = { "aws:ResourceTag/team" = "mail" } } }] })
}
