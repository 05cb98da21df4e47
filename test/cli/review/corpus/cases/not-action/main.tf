resource "aws_secretsmanager_secret" "db" { name = "shop/db" }
resource "aws_iam_role" "app" {
  for_each           = toset(["all", "denied", "no-secrets"])
  name               = "app-${each.key}"
  assume_role_policy = local.tasks
}
resource "aws_iam_role_policy" "all" {
  for_each = toset(["all", "denied"])
  name     = "all"
  role     = aws_iam_role.app[each.key].id
  policy   = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", NotAction = ["iam:*", "organizations:*"], Resource = "*" }] })
}
resource "aws_iam_role_policy" "denied" {
  name   = "denied"
  role   = aws_iam_role.app["denied"].id
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Deny", NotAction = ["s3:*", "sqs:*"], Resource = "*" }] })
}
resource "aws_iam_role_policy" "no-secrets" {
  name   = "no-secrets"
  role   = aws_iam_role.app["no-secrets"].id
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", NotAction = "secretsmanager:*", Resource = "*" }] })
}
