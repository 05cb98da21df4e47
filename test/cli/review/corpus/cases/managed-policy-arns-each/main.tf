resource "aws_secretsmanager_secret" "db" { name = "shop/db" }
resource "aws_ssm_parameter" "key" {
  name  = "/shop/key"
  type  = "SecureString"
  value = "made up for a test"
}
resource "aws_iam_policy" "read" {
  for_each = { db = "secretsmanager:GetSecretValue", key = "ssm:GetParameters" }
  name     = "read-${each.key}"
  policy   = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = each.value, Resource = "*" }] })
}
resource "aws_iam_role" "db" {
  name                = "reads-db"
  assume_role_policy  = local.tasks
  managed_policy_arns = [aws_iam_policy.read["db"].arn]
}
resource "aws_iam_role" "both" {
  name                = "reads-both"
  assume_role_policy  = local.tasks
  managed_policy_arns = [for policy in aws_iam_policy.read : policy.arn]
}
