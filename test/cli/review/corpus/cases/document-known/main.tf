resource "aws_secretsmanager_secret" "db" { name = "shop/db" }
resource "aws_secretsmanager_secret" "mail" { name = "shop/mail" }
data "aws_iam_policy_document" "read" {
  statement {
    actions   = ["secretsmanager:GetSecretValue"]
    resources = ["${local.secrets}:shop/db-??????"]
  }
}
resource "aws_iam_role" "app" {
  name               = "app"
  assume_role_policy = local.tasks
}
resource "aws_iam_role_policy" "read" {
  role   = aws_iam_role.app.name
  policy = data.aws_iam_policy_document.read.json
}
