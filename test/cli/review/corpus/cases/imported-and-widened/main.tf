import {
  to = aws_iam_role.app
  id = "app"
}
import {
  to = aws_iam_role_policy.app
  id = "app:read"
}
resource "aws_iam_role" "app" {
  name               = "app"
  assume_role_policy = local.tasks
}
resource "aws_iam_role_policy" "app" {
  name   = "read"
  role   = aws_iam_role.app.name
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "secretsmanager:GetSecretValue", Resource = "${local.secrets}:shop/*-??????" }] })
}
