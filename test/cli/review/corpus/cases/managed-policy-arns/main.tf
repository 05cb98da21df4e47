resource "aws_secretsmanager_secret" "db" { name = "shop/db" }
resource "aws_iam_policy" "read" {
  name   = "read-db"
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "secretsmanager:Get*", Resource = "${local.secrets}:shop/db-*" }] })
}
resource "aws_iam_role" "app" {
  name                = "app"
  assume_role_policy  = local.tasks
  managed_policy_arns = [aws_iam_policy.read.arn]
}
resource "aws_iam_role" "idle" {
  name               = "idle"
  assume_role_policy = local.tasks
}
