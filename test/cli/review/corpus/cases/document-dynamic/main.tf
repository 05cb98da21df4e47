resource "aws_secretsmanager_secret" "each" {
  for_each = toset(["db", "mail"])
  name     = "shop/${each.key}"
}
resource "aws_secretsmanager_secret" "other" { name = "shop/other" }
data "aws_iam_policy_document" "read" {
  dynamic "statement" {
    for_each = aws_secretsmanager_secret.each
    content {
      sid       = "Read${title(statement.key)}"
      actions   = ["secretsmanager:GetSecretValue"]
      resources = [statement.value.arn]
    }
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
