resource "aws_secretsmanager_secret" "new" { name = "shop/db" }
resource "aws_iam_role" "new" {
  name               = "app"
  assume_role_policy = local.tasks
}
resource "aws_iam_role_policy" "read" {
  name   = "read"
  role   = aws_iam_role.new.name
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "secretsmanager:GetSecretValue", Resource = aws_secretsmanager_secret.new.arn }] })
}
moved {
  from = aws_secretsmanager_secret.old
  to   = aws_secretsmanager_secret.new
}
moved {
  from = aws_iam_role.old
  to   = aws_iam_role.new
}
