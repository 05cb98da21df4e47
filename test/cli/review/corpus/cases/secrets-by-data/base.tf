resource "aws_secretsmanager_secret" "db" { name = "shop/db" }
resource "aws_ssm_parameter" "key" {
  name  = "/shop/key"
  type  = "SecureString"
  value = "made-up-value-1"
}
