variable "password" {
  type      = string
  sensitive = true
  default   = "made-up-7f3a9c41"
}
resource "aws_secretsmanager_secret" "db" { name = "shop/db" }
resource "aws_secretsmanager_secret_version" "db" {
  secret_id     = aws_secretsmanager_secret.db.id
  secret_string = var.password
}
output "password" { value = nonsensitive(var.password) }
output "named" {
  value     = var.password
  sensitive = true
}
check "length" {
  assert {
    condition     = length(nonsensitive(var.password)) > 30
    error_message = "The password ${nonsensitive(var.password)} is too short."
  }
}
