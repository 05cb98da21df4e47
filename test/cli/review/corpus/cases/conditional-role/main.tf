variable "with_app" { default = true }
resource "aws_secretsmanager_secret" "db" { name = "shop/db" }
resource "aws_iam_role" "app" {
  count              = var.with_app ? 1 : 0
  name               = "app"
  assume_role_policy = local.tasks
}
resource "aws_iam_role" "spare" {
  count              = var.with_app ? 0 : 1
  name               = "spare"
  assume_role_policy = local.tasks
}
data "aws_iam_policy_document" "read" {
  statement {
    actions   = ["secretsmanager:GetSecretValue"]
    resources = [aws_secretsmanager_secret.db.arn]
  }
}
resource "aws_iam_policy" "read" {
  name   = "read"
  policy = data.aws_iam_policy_document.read.json
}
resource "aws_iam_role_policy_attachment" "read" {
  count      = var.with_app ? 1 : 0
  role       = one(aws_iam_role.app[*].name)
  policy_arn = aws_iam_policy.read.arn
}
