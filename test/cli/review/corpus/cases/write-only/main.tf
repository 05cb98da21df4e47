ephemeral "aws_secretsmanager_random_password" "db" { password_length = 24 }
resource "aws_secretsmanager_secret" "db" { name = "shop/db" }
resource "aws_secretsmanager_secret_version" "db" {
  secret_id                = aws_secretsmanager_secret.db.id
  secret_string_wo         = ephemeral.aws_secretsmanager_random_password.db.random_password
  secret_string_wo_version = 1
}
resource "aws_ssm_parameter" "db" {
  name             = "/shop/db"
  type             = "SecureString"
  value_wo         = ephemeral.aws_secretsmanager_random_password.db.random_password
  value_wo_version = 1
}
resource "aws_iam_role" "app" {
  name               = "app"
  assume_role_policy = local.tasks
}
resource "aws_iam_role_policy" "read" {
  name   = "read"
  role   = aws_iam_role.app.name
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = ["secretsmanager:GetSecretValue", "ssm:GetParameter"], Resource = ["${local.secrets}:shop/db-??????", "${local.parameters}/shop/db"] }] })
}
