variable "enabled" {
  type    = bool
  default = true
}
resource "aws_secretsmanager_secret" "db" {
  count = var.enabled ? 1 : 0
  name  = "shop/db"
}
resource "aws_secretsmanager_secret" "off" {
  count = var.enabled ? 0 : 1
  name  = "shop/off"
}
resource "aws_iam_role" "one" {
  name               = "one"
  assume_role_policy = local.tasks
}
resource "aws_iam_role" "try" {
  name               = "try"
  assume_role_policy = local.tasks
}
data "aws_iam_policy_document" "one" {
  statement {
    actions   = ["secretsmanager:GetSecretValue"]
    resources = [one(aws_secretsmanager_secret.db[*].arn)]
  }
}
data "aws_iam_policy_document" "try" {
  statement {
    actions   = ["secretsmanager:GetSecretValue"]
    resources = [try(aws_secretsmanager_secret.off[0].arn, aws_secretsmanager_secret.db[0].arn)]
  }
}
resource "aws_iam_role_policy" "one" {
  role   = aws_iam_role.one.name
  policy = data.aws_iam_policy_document.one.json
}
resource "aws_iam_role_policy" "try" {
  role   = aws_iam_role.try.name
  policy = data.aws_iam_policy_document.try.json
}
