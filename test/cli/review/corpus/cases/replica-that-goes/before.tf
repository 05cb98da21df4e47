resource "aws_secretsmanager_secret" "db" {
  name = "shop/db"
  replica { region = "eu-west-1" }
  replica { region = "eu-west-2" }
  replica {
    region     = "us-east-1"
    kms_key_id = "arn:aws:kms:us-east-1:111111111111:key/11111111-1111-1111-1111-111111111111"
  }
  replica {
    region     = "us-west-2"
    kms_key_id = "arn:aws:kms:us-west-2:111111111111:key/11111111-1111-1111-1111-111111111111"
  }
}
resource "aws_secretsmanager_secret" "same" {
  name = "shop/same"
  replica { region = "eu-west-1" }
  replica {
    region     = "us-east-1"
    kms_key_id = "arn:aws:kms:us-east-1:111111111111:key/11111111-1111-1111-1111-111111111111"
  }
}
