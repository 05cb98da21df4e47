data "aws_caller_identity" "me" {}
data "aws_partition" "here" {}
resource "aws_secretsmanager_secret" "db" { name = "shop/db" }
resource "aws_secretsmanager_secret" "mail" { name = "shop/mail" }
resource "aws_iam_policy" "read" {
  name   = "read"
  path   = "/secrets/"
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "secretsmanager:GetSecretValue", Resource = format("arn:%s:secretsmanager:eu-central-1:%s:secret:shop/db-??????", data.aws_partition.here.partition, data.aws_caller_identity.me.account_id) }] })
}
resource "aws_iam_role" "app" {
  name               = "app"
  assume_role_policy = local.tasks
}
resource "aws_iam_role_policy_attachment" "app" {
  role       = aws_iam_role.app.name
  policy_arn = "arn:${data.aws_partition.here.partition}:iam::${data.aws_caller_identity.me.account_id}:policy/secrets/read"
  depends_on = [aws_iam_policy.read]
}
