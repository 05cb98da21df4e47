resource "aws_secretsmanager_secret" "new" { name = "shop/new" }
resource "aws_iam_role" "app" {
  name               = "app"
  assume_role_policy = local.tasks
  inline_policy {
    name   = "read"
    policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "secretsmanager:*", Resource = ["*", aws_secretsmanager_secret.new.arn] }] })
  }
}
