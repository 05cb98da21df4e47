resource "aws_secretsmanager_secret" "db" { name = "shop/db" }
resource "aws_iam_role" "first" {
  name               = "first"
  assume_role_policy = local.tasks
}
resource "aws_iam_role" "second" {
  name               = "second"
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { AWS = "arn:aws:iam::111111111111:role/first" }, Action = "sts:AssumeRole" }] })
}
data "aws_iam_policy_document" "third" {
  statement {
    actions = ["sts:AssumeRole"]
    principals {
      type        = "AWS"
      identifiers = [aws_iam_role.second.arn]
    }
  }
}
resource "aws_iam_role" "third" {
  name               = "third"
  assume_role_policy = data.aws_iam_policy_document.third.json
}
resource "aws_iam_role_policy" "third" {
  role   = aws_iam_role.third.name
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "secretsmanager:GetSecretValue", Resource = "*" }] })
}
resource "aws_iam_role" "bystander" {
  name               = "bystander"
  assume_role_policy = local.tasks
}
