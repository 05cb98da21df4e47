provider "aws" {
  alias  = "us"
  region = "us-east-1"
}
module "eu" {
  source = "./modules/secret"
  name   = "shop/eu"
}
module "us" {
  source    = "./modules/secret"
  name      = "shop/us"
  providers = { aws = aws.us }
}
resource "aws_iam_role" "app" {
  name               = "app"
  assume_role_policy = local.tasks
}
resource "aws_iam_role" "us" {
  name               = "us"
  assume_role_policy = local.tasks
}
resource "aws_iam_role_policy" "app" {
  role   = aws_iam_role.app.name
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "secretsmanager:GetSecretValue", Resource = "${local.secrets}:*" }] })
}
resource "aws_iam_role_policy" "us" {
  role   = aws_iam_role.us.name
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "secretsmanager:GetSecretValue", Resource = "arn:aws:secretsmanager:us-east-1:*:secret:shop/*" }] })
}
