resource "aws_secretsmanager_secret" "db" {
  name = "shop/db"
  tags = { team = "shop" }
}
resource "aws_secretsmanager_secret" "mail" {
  name = "mail/db"
  tags = { team = "mail" }
}
resource "aws_iam_role" "shop" {
  name               = "shop"
  assume_role_policy = local.tasks
  tags               = { team = "shop" }
}
resource "aws_iam_policy" "own" {
  name   = "own-team"
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "secretsmanager:GetSecretValue", Resource = "*", Condition = { StringEquals = { "secretsmanager:ResourceTag/team" = "$${aws:PrincipalTag/team}" } } }] })
}
resource "aws_iam_role_policy_attachment" "own" {
  role       = aws_iam_role.shop.name
  policy_arn = aws_iam_policy.own.arn
}
