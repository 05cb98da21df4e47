resource "aws_iam_role" "app" {
  name               = "app"
  assume_role_policy = local.tasks
}
resource "aws_iam_role" "kept" {
  name               = "kept"
  assume_role_policy = local.tasks
}
resource "aws_iam_role_policy" "app" {
  role   = aws_iam_role.app.name
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "secretsmanager:GetSecretValue", NotResource = aws_secretsmanager_secret.db.arn }] })
}
resource "aws_iam_role_policy" "kept" {
  role   = aws_iam_role.kept.name
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "secretsmanager:*", Resource = "*" }, { Effect = "Deny", Action = "secretsmanager:GetSecretValue", NotResource = [aws_secretsmanager_secret.db.arn] }] })
}
