resource "aws_secretsmanager_secret" "db" { name = "shop/db" }
resource "aws_secretsmanager_secret" "mail" { name = "shop/mail" }
resource "aws_secretsmanager_secret" "other" { name = "shop/other" }
data "aws_iam_policy_document" "db" {
  statement {
    sid       = "Db"
    actions   = ["secretsmanager:GetSecretValue"]
    resources = ["${local.secrets}:shop/db-??????"]
  }
}
data "aws_iam_policy_document" "mail" {
  statement {
    sid       = "Mail"
    actions   = ["secretsmanager:GetSecretValue"]
    resources = ["${local.secrets}:shop/mail-??????"]
  }
}
data "aws_iam_policy_document" "all" {
  source_policy_documents = [data.aws_iam_policy_document.db.json, data.aws_iam_policy_document.mail.json]
}
resource "aws_iam_role" "app" {
  name               = "app"
  assume_role_policy = local.tasks
}
resource "aws_iam_role_policy" "read" {
  role   = aws_iam_role.app.name
  policy = data.aws_iam_policy_document.all.json
}
