# A secret and its reader in the Region of the module's provider.
variable "name" { type = string }
variable "suffix" { type = string }
resource "aws_secretsmanager_secret" "db" { name = "${var.name}/db" }
module "app" {
  source  = "../reader"
  name    = "${var.name}-${var.suffix}"
  secrets = [aws_secretsmanager_secret.db.arn]
}
