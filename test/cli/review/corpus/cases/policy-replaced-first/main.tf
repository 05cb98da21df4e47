data "aws_iam_policy_document" "read" {
  statement {
    actions   = ["secretsmanager:GetSecretValue"]
    resources = [aws_secretsmanager_secret.db.arn, aws_secretsmanager_secret.mail.arn]
  }
}
resource "aws_iam_role_policy" "read" {
  name   = "read-2"
  role   = aws_iam_role.app.name
  policy = data.aws_iam_policy_document.read.json
  lifecycle { create_before_destroy = true }
}
resource "aws_secretsmanager_secret" "mail" { name = "shop/mail" }
