resource "aws_secretsmanager_secret" "cnt" {
  count = 3
  name  = "shop/db-${count.index}"
}
data "aws_iam_policy_document" "all" {
  statement {
    actions   = ["secretsmanager:GetSecretValue"]
    resources = aws_secretsmanager_secret.cnt[*].arn
  }
}
data "aws_iam_policy_document" "first" {
  statement {
    actions   = ["secretsmanager:GetSecretValue"]
    resources = [aws_secretsmanager_secret.cnt[0].arn]
  }
}
resource "aws_iam_role" "all" {
  name               = "all"
  assume_role_policy = local.tasks
}
resource "aws_iam_role" "first" {
  name               = "first"
  assume_role_policy = local.tasks
}
resource "aws_iam_role_policy" "all" {
  role   = aws_iam_role.all.id
  policy = data.aws_iam_policy_document.all.json
}
resource "aws_iam_role_policy" "first" {
  role   = aws_iam_role.first.id
  policy = data.aws_iam_policy_document.first.json
}
