resource "aws_secretsmanager_secret" "db" { name = "shop/db" }
resource "aws_iam_user" "alice" { name = "alice" }
resource "aws_iam_user_policy" "assume" {
  name   = "assume"
  user   = aws_iam_user.alice.name
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Resource = "arn:aws:iam::111111111111:role/first" }] })
}
resource "aws_iam_role" "first" {
  name               = "first"
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { AWS = "arn:aws:iam::111111111111:root" }, Action = "sts:AssumeRole" }] })
}
resource "aws_iam_role" "second" {
  name               = "second"
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { AWS = "arn:aws:iam::111111111111:role/first" }, Action = "sts:AssumeRole" }] })
}
resource "aws_iam_role" "third" {
  name               = "third"
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { AWS = "arn:aws:iam::111111111111:role/second" }, Action = "sts:AssumeRole" }] })
}
resource "aws_iam_role_policy" "first" {
  name   = "first"
  role   = aws_iam_role.first.name
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Resource = "arn:aws:iam::111111111111:role/second" }] })
}
resource "aws_iam_role_policy" "second" {
  name   = "second"
  role   = aws_iam_role.second.name
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "sts:*", Resource = "arn:aws:iam::111111111111:role/t*" }] })
}
resource "aws_iam_role_policy" "third" {
  name   = "third"
  role   = aws_iam_role.third.name
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "secretsmanager:GetSecretValue", Resource = "${local.secrets}:shop/db-??????" }] })
}
