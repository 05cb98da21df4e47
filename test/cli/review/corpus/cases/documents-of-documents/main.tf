resource "aws_secretsmanager_secret" "each" {
  for_each = toset(["db", "mail"])
  name     = "shop/${each.key}"
}
data "aws_iam_policy_document" "part" {
  for_each = aws_secretsmanager_secret.each
  statement {
    sid       = "Read${each.key}"
    actions   = ["secretsmanager:GetSecretValue"]
    resources = [each.value.arn]
  }
}
data "aws_iam_policy_document" "without" {
  statement {
    sid       = "Readmail"
    effect    = "Deny"
    actions   = ["secretsmanager:GetSecretValue"]
    resources = [aws_secretsmanager_secret.each["mail"].arn]
  }
}
data "aws_iam_policy_document" "all" {
  source_policy_documents = [for part in data.aws_iam_policy_document.part : part.json]
}
data "aws_iam_policy_document" "less" {
  source_policy_documents   = values(data.aws_iam_policy_document.part)[*].json
  override_policy_documents = [data.aws_iam_policy_document.without.json]
}
resource "aws_iam_role" "all" {
  name               = "all"
  assume_role_policy = local.tasks
}
resource "aws_iam_role" "less" {
  name               = "less"
  assume_role_policy = local.tasks
}
resource "aws_iam_role_policy" "all" {
  role   = aws_iam_role.all.name
  policy = data.aws_iam_policy_document.all.json
}
resource "aws_iam_role_policy" "less" {
  role   = aws_iam_role.less.name
  policy = data.aws_iam_policy_document.less.json
}
