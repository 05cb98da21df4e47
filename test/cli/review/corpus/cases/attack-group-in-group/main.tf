resource "aws_secretsmanager_secret" "db" { name = "shop/db" }
resource "aws_iam_group" "readers" { name = "readers" }
resource "aws_iam_group_policy" "readers" {
  name   = "read"
  group  = aws_iam_group.readers.name
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "secretsmanager:GetSecretValue", Resource = "${local.secrets}:shop/*-??????" }] })
}
resource "aws_iam_user" "eve" {
  for_each = toset(["eve", "mallory"])
  name     = each.key
}
resource "aws_iam_user_group_membership" "eve" {
  user   = aws_iam_user.eve["eve"].name
  groups = [aws_iam_group.readers.name]
}
