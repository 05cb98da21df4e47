# The same for one secret, given as the resource that it is.
variable "name" { type = string }
variable "secret" {
  type = object({ arn = string, name = string })
}
module "reader" {
  source  = "../reader"
  name    = var.name
  secrets = [var.secret.arn]
}
