resource "aws_secretsmanager_secret" "db" { name = "shop/db" }
resource "aws_iam_role" "long" {
  name               = "long"
  assume_role_policy = local.tasks
}
resource "aws_iam_role_policy" "long" {
  name   = "read"
  role   = aws_iam_role.long.name
  policy = jsonencode({ Version = "2012-10-17", Statement = concat([for n in range(90) : { Effect = "Allow", Action = "sqs:SendMessage", Resource = "arn:aws:sqs:eu-central-1:111111111111:queue-number-${n}" }], [{ Effect = "Allow", Action = "secretsmanager:GetSecretValue", Resource = "${local.secrets}:shop/d*" }]) })
}
