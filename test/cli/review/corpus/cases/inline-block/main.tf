resource "aws_iam_role" "app" {
  name               = "app"
  assume_role_policy = local.tasks
  dynamic "inline_policy" {
    for_each = { db = aws_secretsmanager_secret.db.arn, mail = aws_secretsmanager_secret.mail.arn }
    content {
      name   = inline_policy.key
      policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "secretsmanager:GetSecretValue", Resource = inline_policy.value }] })
    }
  }
}
