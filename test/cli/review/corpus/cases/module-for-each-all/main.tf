module "service" {
  source   = "./modules/service"
  for_each = toset(["shop", "billing"])
  name     = each.key
}
module "auditor" {
  source  = "./modules/reader"
  name    = "auditor"
  secrets = [for service in module.service : service.secret_arn]
}
