resource "aws_secretsmanager_secret" "db" { name = "shop/db" }
resource "aws_iam_role" "dba" {
  name               = "dba"
  assume_role_policy = local.tasks
  tags               = { team = "db" }
}
resource "aws_iam_role" "web" {
  name               = "web"
  assume_role_policy = local.tasks
  tags               = { team = "web" }
}
resource "aws_iam_role" "none" {
  name               = "none"
  assume_role_policy = local.tasks
}
resource "aws_iam_role_policy" "dba" {
  name   = "read"
  role   = aws_iam_role.dba.name
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "secretsmanager:GetSecretValue", Resource = "*" }, { Effect = "Deny", Action = "*", Resource = "*", Condition = { StringNotEquals = { "aws:PrincipalTag/team" = "db" } } }] })
}
resource "aws_iam_role_policy" "web" {
  name   = "read"
  role   = aws_iam_role.web.name
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "secretsmanager:GetSecretValue", Resource = "*" }, { Effect = "Deny", Action = "*", Resource = "*", Condition = { StringNotEquals = { "aws:PrincipalTag/team" = "db" } } }] })
}
resource "aws_iam_role_policy" "none" {
  name   = "read"
  role   = aws_iam_role.none.name
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "secretsmanager:GetSecretValue", Resource = "*" }, { Effect = "Deny", Action = "*", Resource = "*", Condition = { StringNotEquals = { "aws:PrincipalTag/team" = "db" } } }] })
}
