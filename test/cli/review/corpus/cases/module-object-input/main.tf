resource "aws_secretsmanager_secret" "db" { name = "shop/db" }
resource "aws_secretsmanager_secret" "other" { name = "shop/other" }
module "app" {
  source = "./modules/object-reader"
  name   = "app"
  secret = aws_secretsmanager_secret.db
}
