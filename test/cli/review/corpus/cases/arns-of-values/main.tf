resource "aws_secretsmanager_secret" "this" {
  for_each = toset(["db", "mail", "db2"])
  name     = "shop/${each.value}"
}
resource "aws_iam_role" "all" {
  name               = "all"
  assume_role_policy = local.tasks
}
resource "aws_iam_role" "some" {
  name               = "some"
  assume_role_policy = local.tasks
}
data "aws_iam_policy_document" "all" {
  statement {
    actions   = ["secretsmanager:GetSecretValue"]
    resources = values(aws_secretsmanager_secret.this)[*].arn
  }
}
resource "aws_iam_role_policy" "all" {
  role   = aws_iam_role.all.name
  policy = data.aws_iam_policy_document.all.json
}
resource "aws_iam_role_policy" "some" {
  role   = aws_iam_role.some.name
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "secretsmanager:GetSecretValue", Resource = "${local.secrets}:shop/db*" }] })
}
