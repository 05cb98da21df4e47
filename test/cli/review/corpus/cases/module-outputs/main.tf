module "db" {
  source = "./modules/secret"
  name   = "shop/db"
}
module "other" {
  source = "./modules/secret"
  name   = "shop/other"
}
module "app" {
  source  = "./modules/reader"
  name    = "app"
  secrets = [module.db.arn]
}
