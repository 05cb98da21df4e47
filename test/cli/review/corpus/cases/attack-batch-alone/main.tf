resource "aws_secretsmanager_secret" "db" { name = "shop/db" }
resource "aws_iam_role" "batch" {
  name               = "batch"
  assume_role_policy = local.tasks
}
resource "aws_iam_role_policy" "batch" {
  name   = "read"
  role   = aws_iam_role.batch.name
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "secretsmanager:BatchGetSecretValue", Resource = "*" }] })
}
resource "aws_iam_role" "both" {
  name               = "both"
  assume_role_policy = local.tasks
}
resource "aws_iam_role_policy" "both" {
  name   = "read"
  role   = aws_iam_role.both.name
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "secretsmanager:BatchGetSecretValue", Resource = "*" }, { Effect = "Allow", Action = "secretsmanager:GetSecretValue", Resource = "${local.secrets}:shop/*" }] })
}
