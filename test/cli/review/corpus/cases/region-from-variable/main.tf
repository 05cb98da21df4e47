variable "regions" {
  type    = map(string)
  default = { near = "eu-west-1", far = "us-east-1" }
}
variable "home" {
  type    = object({ region = string })
  default = { region = "eu-west-1" }
}
provider "aws" {
  alias  = "far"
  region = var.regions["far"]
}
provider "aws" {
  alias  = "near"
  region = var.home.region
}
resource "aws_secretsmanager_secret" "far" {
  provider = aws.far
  name     = "shop/db"
}
resource "aws_secretsmanager_secret" "near" {
  provider = aws.near
  name     = "mail/db"
}
resource "aws_iam_role" "far" {
  name               = "far"
  assume_role_policy = local.tasks
}
resource "aws_iam_role" "near" {
  name               = "near"
  assume_role_policy = local.tasks
}
resource "aws_iam_role_policy" "far" {
  name   = "far"
  role   = aws_iam_role.far.name
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "secretsmanager:GetSecretValue", Resource = "arn:aws:secretsmanager:us-east-1:111111111111:secret:*" }] })
}
resource "aws_iam_role_policy" "near" {
  name   = "near"
  role   = aws_iam_role.near.name
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "secretsmanager:GetSecretValue", Resource = "arn:aws:secretsmanager:eu-west-1:111111111111:secret:*" }] })
}
