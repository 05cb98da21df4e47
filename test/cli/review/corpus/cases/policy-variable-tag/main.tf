resource "aws_secretsmanager_secret" "db" { name = "shop/db" }
resource "aws_secretsmanager_secret" "mail" { name = "mail/db" }
resource "aws_iam_role" "app" {
  name               = "app"
  assume_role_policy = local.tasks
  tags               = { team = "shop" }
}
resource "aws_iam_role_policy" "own" {
  name   = "own"
  role   = aws_iam_role.app.name
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "secretsmanager:GetSecretValue", Resource = "${local.secrets}:$${aws:PrincipalTag/team}/*" }] })
}
