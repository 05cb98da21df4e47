resource "aws_secretsmanager_secret" "db" {
  name = "shop/db"
  replica { region = "eu-west-1" }
}
resource "aws_secretsmanager_secret" "mail" { name = "shop/mail" }
resource "aws_iam_role" "west" {
  name               = "west"
  assume_role_policy = local.tasks
}
resource "aws_iam_role_policy" "west" {
  role   = aws_iam_role.west.name
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "secretsmanager:GetSecretValue", Resource = "arn:aws:secretsmanager:eu-west-1:111111111111:secret:shop/*" }] })
}
resource "aws_iam_role" "central" {
  name               = "central"
  assume_role_policy = local.tasks
}
resource "aws_iam_role_policy" "central" {
  role   = aws_iam_role.central.name
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "secretsmanager:GetSecretValue", Resource = "${local.secrets}:shop/*" }] })
}
