resource "aws_kms_key" "key" {
  description = "shop"
  is_enabled  = false
}
resource "aws_secretsmanager_secret" "db" {
  name       = "shop/db"
  kms_key_id = aws_kms_key.key.arn
}
resource "aws_iam_role" "app" {
  name                = "app"
  assume_role_policy  = local.tasks
  managed_policy_arns = ["arn:aws:iam::aws:policy/AdministratorAccess"]
}
