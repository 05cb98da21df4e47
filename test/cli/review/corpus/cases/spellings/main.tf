resource "aws_secretsmanager_secret" "db" { name = "shop/db" }
resource "aws_iam_role" "case" {
  name               = "case"
  assume_role_policy = local.tasks
}
resource "aws_iam_role" "inside" {
  name               = "inside"
  assume_role_policy = local.tasks
}
resource "aws_iam_role" "name" {
  name               = "name"
  assume_role_policy = local.tasks
}
resource "aws_iam_role" "suffix" {
  name               = "suffix"
  assume_role_policy = local.tasks
}
resource "aws_iam_role_policy" "case" {
  name   = "case"
  role   = aws_iam_role.case.name
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "SecretsManager:getsecretVALUE", Resource = "*" }] })
}
resource "aws_iam_role_policy" "inside" {
  name   = "inside"
  role   = aws_iam_role.inside.name
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "secretsmanager:Get*tValu?", Resource = "${local.secrets}:sh?p/*" }] })
}
resource "aws_iam_role_policy" "name" {
  name   = "name"
  role   = aws_iam_role.name.name
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "secretsmanager:GetSecretValue", Resource = "${local.secrets}:shop/db" }] })
}
resource "aws_iam_role_policy" "suffix" {
  name   = "suffix"
  role   = aws_iam_role.suffix.name
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "secretsmanager:GetSecretValue", Resource = "${local.secrets}:shop/db-??????" }] })
}
