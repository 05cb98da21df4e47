provider "aws" {
  alias  = "us"
  region = "us-east-1"
}
module "eu" {
  source = "./modules/regional"
  name   = "shop"
  suffix = "eu"
}
module "us" {
  source    = "./modules/regional"
  name      = "shop"
  suffix    = "us"
  providers = { aws = aws.us }
}
