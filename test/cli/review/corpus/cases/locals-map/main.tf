resource "aws_secretsmanager_secret" "db" { name = "shop/db" }
resource "aws_secretsmanager_secret" "mail" { name = "shop/mail" }
resource "aws_iam_role" "app" {
  name               = "app"
  assume_role_policy = local.tasks
}
locals {
  db    = aws_secretsmanager_secret.db.arn
  mine  = local.db
  roles = { app = aws_iam_role.app.id }
}
data "aws_iam_policy_document" "read" {
  statement {
    actions   = ["secretsmanager:GetSecretValue"]
    resources = [local.mine]
  }
}
resource "aws_iam_role_policy" "read" {
  role   = local.roles["app"]
  policy = data.aws_iam_policy_document.read.json
}
