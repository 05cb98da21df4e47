resource "aws_secretsmanager_secret" "db" { name = "shop/db" }
resource "aws_iam_policy" "boundary" {
  name   = "boundary"
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", NotAction = "secretsmanager:*", Resource = "*" }] })
}
resource "aws_iam_role" "inside" {
  name                 = "inside"
  assume_role_policy   = local.tasks
  permissions_boundary = aws_iam_policy.boundary.arn
}
resource "aws_iam_role" "outside" {
  name               = "outside"
  assume_role_policy = local.tasks
}
resource "aws_iam_role_policy" "inside" {
  name   = "read"
  role   = aws_iam_role.inside.name
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "*", Resource = "*" }] })
}
resource "aws_iam_role_policy" "outside" {
  name   = "read"
  role   = aws_iam_role.outside.name
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "*", Resource = "*" }] })
}
