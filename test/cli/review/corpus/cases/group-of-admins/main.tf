resource "aws_secretsmanager_secret" "db" { name = "shop/db" }
resource "aws_iam_group" "admins" { name = "admins" }
resource "aws_iam_group_policy_attachment" "admins" {
  group      = aws_iam_group.admins.name
  policy_arn = "arn:aws:iam::aws:policy/AdministratorAccess"
}
resource "aws_iam_user" "alice" { name = "alice" }
resource "aws_iam_user" "bob" {
  name                 = "bob"
  permissions_boundary = "arn:aws:iam::aws:policy/AmazonEC2FullAccess"
}
resource "aws_iam_user_group_membership" "all" {
  for_each = toset([aws_iam_user.alice.name, aws_iam_user.bob.name])
  user     = each.value
  groups   = [aws_iam_group.admins.name]
}
