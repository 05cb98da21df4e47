resource "aws_iam_role_policy" "read" {
  name   = "read"
  role   = aws_iam_role.app.name
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = ["secretsmanager:GetSecretValue", "kms:Decrypt"], Resource = "*", Condition = { StringEquals = { "aws:ResourceAccount" = "111111111111" } } }] })
}
resource "aws_iam_role" "named" {
  name               = "named"
  assume_role_policy = local.tasks
}
resource "aws_iam_role_policy" "named" {
  name   = "read"
  role   = aws_iam_role.named.name
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "secretsmanager:GetSecretValue", Resource = "${local.secrets}:outside/db-Ab12Cd" }, { Effect = "Allow", Action = "ssm:GetParameter", Resource = "${local.parameters}/outside/key" }] })
}
