data "aws_iam_policy_document" "key" {
  statement {
    actions   = ["kms:Decrypt", "kms:DescribeKey"]
    resources = ["*"]
    principals {
      type        = "AWS"
      identifiers = [aws_iam_role.inside.arn]
    }
  }
  statement {
    actions   = ["kms:PutKeyPolicy", "kms:ScheduleKeyDeletion"]
    resources = ["*"]
    principals {
      type        = "AWS"
      identifiers = ["arn:aws:iam::111111111111:root"]
    }
  }
}
resource "aws_kms_key" "key" {
  description = "shop"
  policy      = data.aws_iam_policy_document.key.json
}
resource "aws_secretsmanager_secret" "db" {
  name       = "shop/db"
  kms_key_id = aws_kms_key.key.arn
}
resource "aws_iam_role" "inside" {
  name               = "in"
  assume_role_policy = local.tasks
}
resource "aws_iam_role" "outside" {
  name               = "out"
  assume_role_policy = local.tasks
}
data "aws_iam_policy_document" "read" {
  statement {
    actions   = ["secretsmanager:GetSecretValue", "kms:Decrypt"]
    resources = ["*"]
  }
}
resource "aws_iam_role_policy" "read" {
  for_each = { inside = aws_iam_role.inside.name, outside = aws_iam_role.outside.name }
  name     = "read"
  role     = each.value
  policy   = data.aws_iam_policy_document.read.json
}
