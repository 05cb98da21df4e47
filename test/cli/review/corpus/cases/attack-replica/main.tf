resource "aws_secretsmanager_secret" "db" {
  name = "shop/db"
  replica { region = "us-east-1" }
}
resource "aws_iam_role" "far" {
  name               = "far"
  assume_role_policy = local.tasks
}
resource "aws_iam_role_policy" "far" {
  name   = "read"
  role   = aws_iam_role.far.name
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "secretsmanager:GetSecretValue", Resource = "arn:aws:secretsmanager:us-east-1:111111111111:secret:shop/db-??????" }] })
}
resource "aws_iam_role" "farther" {
  name               = "farther"
  assume_role_policy = local.tasks
}
resource "aws_iam_role_policy" "farther" {
  name   = "read"
  role   = aws_iam_role.farther.name
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "secretsmanager:GetSecretValue", Resource = "arn:aws:secretsmanager:us-west-2:111111111111:secret:shop/db-??????" }] })
}
