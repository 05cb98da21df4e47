resource "aws_secretsmanager_secret" "db" { name = "shop/db" }
resource "aws_iam_role" "exec" {
  name               = "exec"
  assume_role_policy = local.tasks
}
resource "aws_iam_role_policy" "exec" {
  name   = "read"
  role   = aws_iam_role.exec.name
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "secretsmanager:GetSecretValue", Resource = "${local.secrets}:shop/db-??????" }] })
}
resource "aws_iam_role" "job" {
  name               = "job"
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { Service = "ecs-tasks.amazonaws.com" }, Action = "sts:AssumeRole" }] })
}
resource "aws_batch_job_definition" "nightly" {
  name                  = "nightly"
  type                  = "container"
  platform_capabilities = ["FARGATE"]
  container_properties = jsonencode({
    image                = "nginx:1"
    executionRoleArn     = aws_iam_role.exec.arn
    jobRoleArn           = aws_iam_role.job.arn
    resourceRequirements = [{ type = "VCPU", value = "1" }, { type = "MEMORY", value = "2048" }]
    secrets              = [{ name = "DB_PASSWORD", valueFrom = aws_secretsmanager_secret.db.arn }]
  })
}
resource "aws_batch_job_definition" "typed" {
  name = "typed"
  type = "container"
  container_properties = jsonencode({
    image                = "nginx:1"
    command              = ["sh", "-c", "psql postgres://orders:correct-horse-battery-5@db/orders"]
    resourceRequirements = [{ type = "VCPU", value = "1" }, { type = "MEMORY", value = "2048" }]
  })
}
