resource "aws_secretsmanager_secret" "db" { name = "shop/db" }
resource "aws_iam_role" "each" {
  for_each           = toset(["web", "worker", "other"])
  name               = each.key
  assume_role_policy = local.tasks
}
data "aws_iam_policy_document" "db" {
  statement {
    actions   = ["secretsmanager:GetSecretValue"]
    resources = ["*"]
    dynamic "principals" {
      for_each = ["web", "worker"]
      content {
        type        = "AWS"
        identifiers = ["arn:aws:iam::111111111111:role/${principals.value}"]
      }
    }
    dynamic "condition" {
      for_each = { "aws:SecureTransport" = "true", "aws:RequestedRegion" = "eu-central-1" }
      content {
        test     = condition.key == "aws:SecureTransport" ? "Bool" : "StringEquals"
        variable = condition.key
        values   = [condition.value]
      }
    }
  }
}
resource "aws_secretsmanager_secret_policy" "db" {
  secret_arn = aws_secretsmanager_secret.db.arn
  policy     = data.aws_iam_policy_document.db.json
}
