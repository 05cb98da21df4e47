# Two readers of nothing yet, whose names go out as a list.
variable "name" { type = string }
module "app" {
  count   = 2
  source  = "../reader"
  name    = "${var.name}-${count.index}"
  secrets = []
}
output "role_names" { value = module.app[*].role_name }
