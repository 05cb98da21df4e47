resource "aws_secretsmanager_secret" "db" { name = "shop/db" }
resource "aws_iam_role" "each" {
  for_each           = toset(["app", "worker"])
  name               = each.key
  assume_role_policy = local.tasks
}
resource "aws_iam_role" "other" {
  name               = "other"
  assume_role_policy = local.tasks
}
data "aws_iam_policy_document" "db" {
  statement {
    actions   = ["secretsmanager:GetSecretValue"]
    resources = [aws_secretsmanager_secret.db.arn]
    principals {
      type        = "AWS"
      identifiers = values(aws_iam_role.each)[*].arn
    }
  }
}
resource "aws_secretsmanager_secret_policy" "db" {
  secret_arn = aws_secretsmanager_secret.db.arn
  policy     = data.aws_iam_policy_document.db.json
}
