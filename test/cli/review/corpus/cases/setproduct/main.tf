locals {
  pairs = { for pair in setproduct(["a", "b"], ["x", "y"]) : join("/", pair) => { app = pair[0], secret = pair[1] } }
}
resource "aws_secretsmanager_secret" "this" {
  for_each = local.pairs
  name     = each.key
}
resource "aws_iam_role" "this" {
  for_each           = toset(["a", "b"])
  name               = each.value
  assume_role_policy = local.tasks
}
resource "aws_iam_role_policy" "this" {
  for_each = local.pairs
  name     = each.value.secret
  role     = aws_iam_role.this[each.value.app].name
  policy   = data.aws_iam_policy_document.this[each.key].json
}
data "aws_iam_policy_document" "this" {
  for_each = local.pairs
  statement {
    actions   = ["secretsmanager:GetSecretValue"]
    resources = [aws_secretsmanager_secret.this[each.key].arn]
  }
}
