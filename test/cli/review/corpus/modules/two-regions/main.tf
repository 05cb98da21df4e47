# Two secrets, by two providers, the second one handed down again.
terraform {
  required_providers {
    aws = {
      source                = "hashicorp/aws"
      configuration_aliases = [aws.remote]
    }
  }
}
variable "name" { type = string }
resource "aws_secretsmanager_secret" "near" { name = "${var.name}/near" }
module "far" {
  source    = "../secret"
  name      = "${var.name}/far"
  providers = { aws = aws.remote }
}
