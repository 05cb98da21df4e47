resource "aws_secretsmanager_secret" "db" { name = "shop/db" }
resource "aws_iam_role" "app" {
  name_prefix        = "app-"
  assume_role_policy = local.tasks
}
resource "aws_iam_role" "worker" { assume_role_policy = local.tasks }
resource "aws_iam_role" "other" { assume_role_policy = local.tasks }
resource "aws_iam_policy" "read" {
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "secretsmanager:GetSecretValue", Resource = "${local.secrets}:shop/db-??????" }] })
}
resource "aws_iam_policy_attachment" "read" {
  name       = "read"
  policy_arn = aws_iam_policy.read.arn
  roles      = [aws_iam_role.app.name, aws_iam_role.worker.name]
}
