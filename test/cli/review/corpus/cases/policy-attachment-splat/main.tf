resource "aws_secretsmanager_secret" "db" { name = "shop/db" }
resource "aws_iam_role" "worker" {
  count              = 3
  name               = "worker-${count.index}"
  assume_role_policy = local.tasks
}
resource "aws_iam_policy" "read" {
  name   = "read-db"
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "secretsmanager:GetSecretValue", Resource = "${local.secrets}:shop/db-??????" }] })
}
resource "aws_iam_policy_attachment" "read" {
  name       = "read"
  policy_arn = aws_iam_policy.read.arn
  roles      = aws_iam_role.worker[*].name
}
