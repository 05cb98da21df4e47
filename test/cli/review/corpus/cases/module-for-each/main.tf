module "service" {
  source   = "./modules/service"
  for_each = toset(["shop", "billing", "mail"])
  name     = each.key
}
module "auditor" {
  source  = "./modules/reader"
  name    = "auditor"
  secrets = [module.service["billing"].secret_arn]
}
