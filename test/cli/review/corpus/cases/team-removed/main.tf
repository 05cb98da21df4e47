module "service" {
  source   = "./modules/team"
  for_each = toset(["shop", "mail", "billing", "search", "stock", "track"])
  name     = each.key
}
