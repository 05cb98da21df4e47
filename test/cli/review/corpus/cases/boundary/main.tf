resource "aws_secretsmanager_secret" "db" { name = "shop/db" }
resource "aws_iam_policy" "only-s3" {
  name   = "only-s3"
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "s3:*", Resource = "*" }] })
}
resource "aws_iam_policy" "no-iam" {
  name   = "no-iam"
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", NotAction = "iam:*", Resource = "*" }] })
}
resource "aws_iam_role" "kept" {
  name                 = "kept"
  assume_role_policy   = local.tasks
  permissions_boundary = aws_iam_policy.only-s3.arn
}
resource "aws_iam_role" "free" {
  name                 = "free"
  assume_role_policy   = local.tasks
  permissions_boundary = aws_iam_policy.no-iam.arn
}
resource "aws_iam_role" "power" {
  name                 = "power"
  assume_role_policy   = local.tasks
  permissions_boundary = "arn:aws:iam::aws:policy/PowerUserAccess"
}
resource "aws_iam_user" "kept" {
  name                 = "kept-user"
  permissions_boundary = aws_iam_policy.only-s3.arn
}
resource "aws_iam_role_policy" "read" {
  for_each = { kept = aws_iam_role.kept.name, free = aws_iam_role.free.name, power = aws_iam_role.power.name }
  name     = "read"
  role     = each.value
  policy   = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "secretsmanager:GetSecretValue", Resource = "*" }] })
}
resource "aws_iam_user_policy" "read" {
  user   = aws_iam_user.kept.name
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "secretsmanager:GetSecretValue", Resource = "*" }] })
}
