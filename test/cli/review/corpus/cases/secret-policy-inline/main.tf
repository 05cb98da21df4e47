resource "aws_secretsmanager_secret" "db" {
  name   = "shop/db"
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Deny", Principal = "*", Action = "secretsmanager:GetSecretValue", Resource = "*", Condition = { ArnNotEquals = { "aws:PrincipalArn" = "arn:aws:iam::111111111111:role/app" } } }] })
}
resource "aws_iam_role" "each" {
  for_each            = toset(["app", "admin"])
  name                = each.key
  assume_role_policy  = local.tasks
  managed_policy_arns = ["arn:aws:iam::aws:policy/SecretsManagerReadWrite"]
}
