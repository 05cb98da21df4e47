resource "aws_secretsmanager_secret" "db" { name = "shop/db" }
resource "aws_iam_role" "app" {
  name               = "app"
  assume_role_policy = local.tasks
}
resource "aws_iam_role" "other" {
  name               = "other"
  assume_role_policy = local.tasks
}
resource "aws_iam_role_policy" "all" {
  for_each = { app = aws_iam_role.app.name, other = aws_iam_role.other.name }
  name     = "all"
  role     = each.value
  policy   = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "secretsmanager:GetSecretValue", Resource = "*" }] })
}
data "aws_iam_policy_document" "db" {
  statement {
    effect    = "Deny"
    actions   = ["secretsmanager:GetSecretValue"]
    resources = ["*"]
    principals {
      type        = "*"
      identifiers = ["*"]
    }
    condition {
      test     = "StringNotEquals"
      variable = "aws:PrincipalArn"
      values   = [aws_iam_role.app.arn]
    }
  }
}
resource "aws_secretsmanager_secret_policy" "db" {
  secret_arn = aws_secretsmanager_secret.db.arn
  policy     = data.aws_iam_policy_document.db.json
}
