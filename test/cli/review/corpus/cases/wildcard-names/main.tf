resource "aws_secretsmanager_secret" "each" {
  for_each = toset(["shop/db", "shop/mail", "shopping", "billing/db"])
  name     = each.key
}
resource "aws_iam_role" "shop" {
  name               = "shop"
  assume_role_policy = local.tasks
}
resource "aws_iam_role" "db" {
  name               = "db"
  assume_role_policy = local.tasks
}
resource "aws_iam_role_policy" "shop" {
  role   = aws_iam_role.shop.name
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "secretsmanager:GetSecretValue", Resource = "${local.secrets}:shop/*" }] })
}
resource "aws_iam_role_policy" "db" {
  role   = aws_iam_role.db.name
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "secretsmanager:Get*Value", Resource = "arn:aws:secretsmanager:*:111111111111:secret:*/db-*" }] })
}
