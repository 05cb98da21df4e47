resource "aws_secretsmanager_secret" "db" { name = "shop/db" }
locals {
  services = { function = "lambda", machine = "ec2", job = "batch", runner = "tasks.apprunner", build = "codebuild", flow = "states" }
}
resource "aws_iam_role" "each" {
  for_each           = local.services
  name               = each.key
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { Service = "${each.value}.amazonaws.com" }, Action = "sts:AssumeRole" }] })
}
resource "aws_iam_role_policy" "each" {
  for_each = aws_iam_role.each
  name     = "read"
  role     = each.value.id
  policy   = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "secretsmanager:GetSecretValue", Resource = "${local.secrets}:shop/db-??????" }] })
}
resource "aws_iam_instance_profile" "machine" {
  name = "machine"
  role = aws_iam_role.each["machine"].name
}
resource "aws_launch_template" "machine" {
  name = "machine"
  iam_instance_profile { arn = aws_iam_instance_profile.machine.arn }
}
resource "aws_batch_job_definition" "job" {
  name = "job"
  type = "container"
  container_properties = jsonencode({
    image            = "nginx:1"
    executionRoleArn = aws_iam_role.each["job"].arn
    secrets          = [{ name = "DB", valueFrom = aws_secretsmanager_secret.db.arn }]
  })
}
