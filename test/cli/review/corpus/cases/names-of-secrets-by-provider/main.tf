resource "aws_secretsmanager_secret" "db" {}
resource "aws_secretsmanager_secret" "prefixed" { name_prefix = "shop-" }
data "aws_iam_policy_document" "read" {
  statement {
    actions   = ["secretsmanager:GetSecretValue"]
    resources = [aws_secretsmanager_secret.db.arn]
  }
}
data "aws_iam_policy_document" "all" {
  statement {
    actions   = ["secretsmanager:GetSecretValue"]
    resources = ["${local.secrets}:shop-*"]
  }
}
resource "aws_iam_role" "app" {
  name               = "app"
  assume_role_policy = local.tasks
}
resource "aws_iam_role" "shop" {
  name               = "shop"
  assume_role_policy = local.tasks
}
resource "aws_iam_role_policy" "read" {
  role   = aws_iam_role.app.name
  policy = data.aws_iam_policy_document.read.json
}
resource "aws_iam_role_policy" "all" {
  role   = aws_iam_role.shop.name
  policy = data.aws_iam_policy_document.all.json
}
