resource "aws_secretsmanager_secret" "db" { name = "shop/db" }
resource "aws_iam_role" "app" {
  for_each           = toset(["eu-central-1", "us-east-1"])
  name               = "app-${each.key}"
  assume_role_policy = local.tasks
}
resource "aws_iam_role_policy" "read" {
  for_each = aws_iam_role.app
  name     = "read"
  role     = each.value.name
  policy   = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "secretsmanager:GetSecretValue", Resource = "*", Condition = { StringEquals = { "aws:RequestedRegion" = each.key } } }] })
}
