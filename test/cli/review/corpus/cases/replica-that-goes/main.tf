provider "aws" {
  alias                   = "west"
  region                  = "us-west-2"
  skip_metadata_api_check = true
}
resource "aws_kms_key" "west" {
  provider = aws.west
}
resource "aws_secretsmanager_secret" "db" {
  name = "shop/db"
  replica { region = "eu-west-1" }
  replica {
    region     = "us-east-1"
    kms_key_id = "arn:aws:kms:us-east-1:111111111111:key/22222222-2222-2222-2222-222222222222"
  }
  replica {
    region     = "us-west-2"
    kms_key_id = aws_kms_key.west.arn
  }
  replica { region = "ca-central-1" }
}
resource "aws_secretsmanager_secret" "same" {
  name        = "shop/same"
  description = "its copies stay"
  replica { region = "eu-west-1" }
  replica {
    region     = "us-east-1"
    kms_key_id = "arn:aws:kms:us-east-1:111111111111:key/11111111-1111-1111-1111-111111111111"
  }
}
resource "aws_iam_role" "west" {
  name               = "west"
  assume_role_policy = local.tasks
}
resource "aws_iam_role_policy" "west" {
  role   = aws_iam_role.west.name
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "secretsmanager:GetSecretValue", Resource = "arn:aws:secretsmanager:eu-west-1:111111111111:secret:shop/db-*" }] })
}
