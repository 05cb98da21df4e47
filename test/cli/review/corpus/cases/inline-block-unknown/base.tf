resource "aws_secretsmanager_secret" "vault" { name = "shop/vault" }
