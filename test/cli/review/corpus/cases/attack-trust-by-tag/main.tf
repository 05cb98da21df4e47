resource "aws_secretsmanager_secret" "db" { name = "shop/db" }
resource "aws_iam_role" "reader" {
  name               = "reader"
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { AWS = "arn:aws:iam::111111111111:root" }, Action = "sts:AssumeRole", Condition = { StringEquals = { "aws:PrincipalArn" = "arn:aws:iam::111111111111:role/deployer" } } }] })
}
resource "aws_iam_role_policy" "reader" {
  name   = "read"
  role   = aws_iam_role.reader.name
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "secretsmanager:GetSecretValue", Resource = "${local.secrets}:shop/db-??????" }] })
}
resource "aws_iam_role" "deployer" {
  name               = "deployer"
  assume_role_policy = local.tasks
}
resource "aws_iam_role_policy" "deployer" {
  name   = "read"
  role   = aws_iam_role.deployer.name
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "sts:Assume*", Resource = "*" }] })
}
resource "aws_iam_role" "other" {
  name               = "other"
  assume_role_policy = local.tasks
}
resource "aws_iam_role_policy" "other" {
  name   = "read"
  role   = aws_iam_role.other.name
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Resource = "*" }] })
}
