provider "aws" {
  alias                   = "west"
  region                  = "eu-west-1"
  skip_metadata_api_check = true
}
locals {
  root = { Effect = "Allow", Principal = { AWS = "arn:aws:iam::111111111111:root" }, Action = "kms:*", Resource = "*" }
}
resource "aws_kms_key" "first" {
  description  = "shop"
  multi_region = true
  policy       = jsonencode({ Version = "2012-10-17", Statement = [local.root] })
}
resource "aws_kms_replica_key" "west" {
  provider        = aws.west
  primary_key_arn = aws_kms_key.first.arn
  policy          = jsonencode({ Version = "2012-10-17", Statement = [local.root] })
}
resource "aws_secretsmanager_secret" "west" {
  provider   = aws.west
  name       = "shop/west"
  kms_key_id = aws_kms_replica_key.west.arn
}
resource "aws_iam_role" "each" {
  for_each           = toset(["replica", "first"])
  name               = each.key
  assume_role_policy = local.tasks
}
data "aws_iam_policy_document" "replica" {
  statement {
    actions   = ["secretsmanager:GetSecretValue"]
    resources = ["*"]
  }
  statement {
    actions   = ["kms:Decrypt"]
    resources = [aws_kms_replica_key.west.arn]
  }
}
resource "aws_iam_role_policy" "replica" {
  name   = "read"
  role   = aws_iam_role.each["replica"].name
  policy = data.aws_iam_policy_document.replica.json
}
data "aws_iam_policy_document" "first" {
  statement {
    actions   = ["secretsmanager:GetSecretValue"]
    resources = ["*"]
  }
  statement {
    actions   = ["kms:Decrypt"]
    resources = [aws_kms_key.first.arn]
  }
}
resource "aws_iam_role_policy" "first" {
  name   = "read"
  role   = aws_iam_role.each["first"].name
  policy = data.aws_iam_policy_document.first.json
}
