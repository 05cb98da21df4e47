resource "aws_secretsmanager_secret" "db" { name = "shop/db" }
resource "aws_iam_role" "case" {
  name               = "case"
  assume_role_policy = local.tasks
}
resource "aws_iam_role_policy" "case" {
  name   = "read"
  role   = aws_iam_role.case.name
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "SecretsManager:GETSECRETVALUE", Resource = "*" }] })
}
resource "aws_iam_role" "middle" {
  name               = "middle"
  assume_role_policy = local.tasks
}
resource "aws_iam_role_policy" "middle" {
  name   = "read"
  role   = aws_iam_role.middle.name
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "secretsmanager:G?tS*ue", Resource = "arn:aws:secretsmanager:*:*:secret:sh?p/*" }] })
}
resource "aws_iam_role" "single" {
  name               = "single"
  assume_role_policy = local.tasks
}
resource "aws_iam_role_policy" "single" {
  name   = "read"
  role   = aws_iam_role.single.name
  policy = jsonencode({ Version = "2012-10-17", Statement = { Effect = "Allow", Action = "secretsmanager:GetSecretValue", Resource = "*" } })
}
resource "aws_iam_role" "near" {
  name               = "near"
  assume_role_policy = local.tasks
}
resource "aws_iam_role_policy" "near" {
  name   = "read"
  role   = aws_iam_role.near.name
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "secretsmanager:GetSecretValues", Resource = "*" }] })
}
resource "aws_iam_role" "short" {
  name               = "short"
  assume_role_policy = local.tasks
}
resource "aws_iam_role_policy" "short" {
  name   = "read"
  role   = aws_iam_role.short.name
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "secretsmanager:GetSecretValue", Resource = "${local.secrets}:shop/d?????" }] })
}
