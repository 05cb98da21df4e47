resource "aws_secretsmanager_secret" "db" { name = "shop/db" }
resource "aws_iam_role" "open" {
  name               = "open"
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { Federated = "arn:aws:iam::111111111111:oidc-provider/token.actions.githubusercontent.com" }, Action = "sts:AssumeRoleWithWebIdentity" }] })
}
resource "aws_iam_role_policy" "read" {
  name   = "read"
  role   = aws_iam_role.open.name
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "secretsmanager:GetSecretValue", Resource = "${local.secrets}:shop/db-??????" }] })
}
