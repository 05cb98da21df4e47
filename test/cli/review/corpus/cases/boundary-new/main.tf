resource "aws_secretsmanager_secret" "db" { name = "shop/db" }
resource "aws_iam_policy" "narrow" {
  name   = "narrow"
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", NotAction = "secretsmanager:*", Resource = "*" }] })
}
resource "aws_iam_policy" "wide" {
  name   = "wide"
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "secretsmanager:*", Resource = "${local.secrets}:shop/db-??????" }] })
}
resource "aws_iam_role" "app" {
  name                 = "app"
  assume_role_policy   = local.tasks
  permissions_boundary = aws_iam_policy.narrow.arn
}
resource "aws_iam_user" "alice" {
  name                 = "alice"
  permissions_boundary = aws_iam_policy.wide.arn
}
resource "aws_iam_group" "ops" { name = "ops" }
resource "aws_iam_user_group_membership" "alice" {
  user   = aws_iam_user.alice.name
  groups = [aws_iam_group.ops.name]
}
resource "aws_iam_group_policy" "ops" {
  name   = "ops"
  group  = aws_iam_group.ops.name
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "secretsmanager:GetSecretValue", Resource = "*" }] })
}
resource "aws_iam_role_policy" "app" {
  name   = "app"
  role   = aws_iam_role.app.name
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "secretsmanager:GetSecretValue", Resource = "*" }] })
}
