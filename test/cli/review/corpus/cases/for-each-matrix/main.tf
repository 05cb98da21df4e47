resource "aws_iam_role_policy" "each" {
  for_each = aws_iam_role.each
  name     = "read"
  role     = each.value.id
  policy   = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "secretsmanager:GetSecretValue", Resource = [for secret in aws_secretsmanager_secret.each : secret.arn if startswith(secret.name, "${each.key}/")] }] })
}
resource "aws_iam_role" "auditor" {
  name                = "auditor"
  assume_role_policy  = local.tasks
  managed_policy_arns = ["arn:aws:iam::aws:policy/SecretsManagerReadWrite"]
}
