resource "aws_kms_key" "key" {
  description                        = "shop"
  policy                             = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { AWS = "arn:aws:iam::111111111111:role/admin" }, Action = "kms:*", Resource = "*" }] })
  bypass_policy_lockout_safety_check = true
}
resource "aws_secretsmanager_secret" "db" {
  name       = "shop/db"
  kms_key_id = aws_kms_key.key.arn
}
resource "aws_iam_role" "each" {
  for_each           = toset(["app", "bare", "without"])
  name               = each.key
  assume_role_policy = local.tasks
}
resource "aws_iam_role_policy" "each" {
  for_each = toset(["app", "without"])
  name     = "read"
  role     = aws_iam_role.each[each.key].name
  policy   = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = ["secretsmanager:GetSecretValue", "kms:Decrypt"], Resource = "*" }] })
}
resource "aws_kms_grant" "each" {
  for_each          = toset(["app", "bare"])
  name              = each.key
  key_id            = aws_kms_key.key.key_id
  grantee_principal = aws_iam_role.each[each.key].arn
  operations        = ["Decrypt"]
}
