resource "aws_kms_key" "disabled" {
  description = "is disabled"
  is_enabled  = false
}
resource "aws_kms_key" "stays" {
  description         = "stays"
  enable_key_rotation = true
}
resource "aws_kms_external_key" "expires" {
  description = "gets an end"
  valid_to    = "2027-01-02T00:00:00Z"
}
resource "aws_kms_alias" "moved" {
  name          = "alias/moved"
  target_key_id = aws_kms_key.stays.key_id
}
resource "aws_kms_alias" "renamed" {
  name          = "alias/new"
  target_key_id = aws_kms_key.disabled.key_id
}
resource "aws_secretsmanager_secret" "db" { name = "shop/db" }
resource "aws_secretsmanager_secret" "renewed" { name = "shop/renewed" }
resource "aws_secretsmanager_secret_version" "renewed" {
  secret_id     = aws_secretsmanager_secret.renewed.id
  secret_string = "made-up-3"
  lifecycle { create_before_destroy = true }
}
