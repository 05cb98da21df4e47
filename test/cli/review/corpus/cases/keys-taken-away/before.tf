resource "aws_kms_key" "disabled" { description = "is disabled" }
resource "aws_kms_key" "stays" { description = "stays" }
resource "aws_kms_key" "gone" { description = "goes with its alias" }
resource "aws_kms_external_key" "expires" { description = "gets an end" }
resource "aws_kms_alias" "deleted" {
  name          = "alias/deleted"
  target_key_id = aws_kms_key.stays.key_id
}
resource "aws_kms_alias" "moved" {
  name          = "alias/moved"
  target_key_id = aws_kms_key.disabled.key_id
}
resource "aws_kms_alias" "renamed" {
  name          = "alias/old"
  target_key_id = aws_kms_key.disabled.key_id
}
resource "aws_kms_alias" "gone" {
  name          = "alias/gone"
  target_key_id = aws_kms_key.gone.key_id
}
resource "aws_secretsmanager_secret" "db" { name = "shop/db" }
resource "aws_secretsmanager_secret_version" "blue" {
  secret_id      = aws_secretsmanager_secret.db.id
  secret_string  = "made-up-1"
  version_stages = ["blue"]
}
resource "aws_secretsmanager_secret" "renewed" { name = "shop/renewed" }
resource "aws_secretsmanager_secret_version" "renewed" {
  secret_id     = aws_secretsmanager_secret.renewed.id
  secret_string = "made-up-2"
}
