module "shop" {
  source = "./modules/service"
  name   = "shop"
}
module "billing" {
  source = "./modules/service"
  name   = "billing"
}
module "auditor" {
  source  = "./modules/reader"
  name    = "auditor"
  secrets = [module.billing.secret_arn]
}
