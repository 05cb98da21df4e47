locals { services = toset(["shop", "billing", "mail", "search"]) }
resource "aws_secretsmanager_secret" "each" {
  for_each = local.services
  name     = "${each.key}/db"
}
data "aws_iam_policy_document" "each" {
  for_each = local.services
  statement {
    actions   = ["secretsmanager:GetSecretValue"]
    resources = [aws_secretsmanager_secret.each[each.key].arn]
  }
}
resource "aws_iam_role" "each" {
  for_each           = local.services
  name               = each.key
  assume_role_policy = local.tasks
}
resource "aws_iam_role_policy" "each" {
  for_each = local.services
  name     = "read"
  role     = aws_iam_role.each[each.key].id
  policy   = data.aws_iam_policy_document.each[each.key].json
}
