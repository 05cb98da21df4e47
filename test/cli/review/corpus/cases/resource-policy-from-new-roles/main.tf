resource "aws_iam_role" "app" {
  name               = "app"
  assume_role_policy = local.tasks
}
resource "aws_iam_role" "other" {
  name               = "other"
  assume_role_policy = local.tasks
}
resource "aws_secretsmanager_secret_policy" "db" {
  secret_arn = aws_secretsmanager_secret.db.arn
  policy     = data.aws_iam_policy_document.db.json
}
data "aws_iam_policy_document" "db" {
  statement {
    actions   = ["secretsmanager:GetSecretValue"]
    resources = ["*"]
    principals {
      type        = "AWS"
      identifiers = [aws_iam_role.app.arn]
    }
  }
}
