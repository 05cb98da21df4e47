variable "create" { default = true }
variable "policy_statements" {
  default = { read = { sid = "Read", actions = ["secretsmanager:GetSecretValue"] } }
}
resource "aws_secretsmanager_secret" "this" {
  count = var.create ? 1 : 0
  name  = "shop/db"
}
resource "aws_secretsmanager_secret" "mail" {
  count = var.create ? 1 : 0
  name  = "shop/mail"
}
resource "aws_iam_role" "this" {
  count              = var.create ? 1 : 0
  name_prefix        = "shop-"
  assume_role_policy = local.tasks
}
data "aws_iam_policy_document" "this" {
  count = var.create ? 1 : 0
  dynamic "statement" {
    for_each = var.policy_statements
    content {
      sid       = try(statement.value.sid, statement.key)
      actions   = try(statement.value.actions, null)
      resources = [try(aws_secretsmanager_secret.this[0].arn, "")]
    }
  }
}
resource "aws_iam_role_policy" "this" {
  count  = var.create ? 1 : 0
  name   = "read"
  role   = one(aws_iam_role.this[*].id)
  policy = data.aws_iam_policy_document.this[0].json
}
