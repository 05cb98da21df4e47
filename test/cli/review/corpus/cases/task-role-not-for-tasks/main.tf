resource "aws_secretsmanager_secret" "db" { name = "shop/db" }
resource "aws_iam_role" "wrong" {
  name               = "wrong"
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Deny", Principal = { Service = "ecs-tasks.amazonaws.com" }, Action = "sts:AssumeRole" }] })
}
data "aws_iam_policy_document" "read" {
  statement {
    actions   = ["secretsmanager:GetSecretValue"]
    resources = [aws_secretsmanager_secret.db.arn]
  }
}
resource "aws_iam_role_policy" "read" {
  role   = aws_iam_role.wrong.id
  policy = data.aws_iam_policy_document.read.json
}
resource "aws_ecs_task_definition" "app" {
  family                = "app"
  execution_role_arn    = aws_iam_role.wrong.arn
  container_definitions = jsonencode([{ name = "app", image = "nginx:1", memory = 128, secrets = [{ name = "DB", valueFrom = aws_secretsmanager_secret.db.arn }] }])
}
