module "secret" {
  source = "./modules/secret"
  count  = 2
  name   = "shop/db-${count.index}"
}
module "all" {
  source  = "./modules/reader"
  name    = "all"
  secrets = module.secret[*].arn
}
module "first" {
  source  = "./modules/reader"
  name    = "first"
  secrets = [module.secret[0].arn]
}
