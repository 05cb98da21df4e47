resource "aws_secretsmanager_secret" "db" { name = "shop/db" }
resource "aws_iam_group" "admins" { name = "admins" }
resource "aws_iam_user" "alice" { name = "alice" }
resource "aws_iam_user" "bob" { name = "bob" }
resource "aws_iam_user_group_membership" "alice" {
  user   = aws_iam_user.alice.name
  groups = [aws_iam_group.admins.name]
}
