resource "aws_secretsmanager_secret" "db" {
  name       = "shop/db"
  kms_key_id = "arn:aws:kms:eu-central-1:111111111111:key/0badc0de-0000-4000-8000-000000000000"
}
resource "aws_iam_role" "app" {
  name               = "app"
  assume_role_policy = local.tasks
}
resource "aws_iam_role_policy" "read" {
  role   = aws_iam_role.app.name
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = ["secretsmanager:GetSecretValue", "kms:Decrypt"], Resource = "*" }] })
}
