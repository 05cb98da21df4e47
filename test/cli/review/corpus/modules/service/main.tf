# A secret and its reader, each a module.
variable "name" { type = string }
module "db" {
  source = "../secret"
  name   = "${var.name}/db"
}
module "app" {
  source  = "../reader"
  name    = var.name
  secrets = [module.db.arn]
}
output "secret_arn" { value = module.db.arn }
