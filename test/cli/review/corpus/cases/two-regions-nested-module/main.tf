provider "aws" {
  alias  = "us"
  region = var.us
}
variable "us" { default = "us-east-1" }
module "pair" {
  source    = "./modules/two-regions"
  name      = "shop"
  providers = { aws = aws, aws.remote = aws.us }
}
resource "aws_iam_role" "us" {
  name               = "us"
  assume_role_policy = local.tasks
}
resource "aws_iam_role_policy" "us" {
  role   = aws_iam_role.us.name
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "secretsmanager:GetSecretValue", Resource = "arn:aws:secretsmanager:us-east-1:111111111111:secret:*" }] })
}
