resource "aws_secretsmanager_secret" "db" { name = "shop/db" }
locals {
  services = { pipe = "pipes", schedule = "scheduler", rule = "events", stream = "firehose", api = "apigateway", graph = "appsync", transfer = "transfer", iot = "iot", flowlogs = "vpc-flow-logs", backup = "backup", dms = "dms", grafana = "grafana" }
  readers  = toset(["pipe", "schedule", "transfer", "dms"])
}
resource "aws_iam_role" "each" {
  for_each           = local.services
  name               = each.key
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { Service = "${each.value}.amazonaws.com" }, Action = "sts:AssumeRole" }] })
}
resource "aws_iam_role_policy" "read" {
  for_each = local.readers
  name     = "read"
  role     = aws_iam_role.each[each.key].id
  policy   = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "secretsmanager:GetSecretValue", Resource = "${local.secrets}:shop/db-??????" }] })
}
resource "aws_scheduler_schedule" "app" {
  name                = "app"
  schedule_expression = "rate(1 hour)"
  flexible_time_window { mode = "OFF" }
  target {
    arn      = "arn:aws:lambda:eu-central-1:111111111111:function:app"
    role_arn = aws_iam_role.each["schedule"].arn
  }
}
resource "aws_cloudwatch_event_rule" "app" {
  name                = "app"
  schedule_expression = "rate(1 hour)"
}
resource "aws_cloudwatch_event_target" "app" {
  rule     = aws_cloudwatch_event_rule.app.name
  arn      = "arn:aws:ecs:eu-central-1:111111111111:cluster/app"
  role_arn = aws_iam_role.each["rule"].arn
  ecs_target { task_definition_arn = "arn:aws:ecs:eu-central-1:111111111111:task-definition/app:1" }
}
resource "aws_pipes_pipe" "app" {
  name     = "app"
  role_arn = aws_iam_role.each["pipe"].arn
  source   = "arn:aws:sqs:eu-central-1:111111111111:in"
  target   = "arn:aws:sqs:eu-central-1:111111111111:out"
}
resource "aws_transfer_server" "app" { logging_role = aws_iam_role.each["flowlogs"].arn }
resource "aws_transfer_user" "app" {
  server_id = aws_transfer_server.app.id
  user_name = "app"
  role      = aws_iam_role.each["transfer"].arn
}
resource "aws_iot_topic_rule" "app" {
  name        = "app"
  enabled     = true
  sql         = "SELECT * FROM 'orders'"
  sql_version = "2016-03-23"
  sqs {
    queue_url  = "https://sqs.eu-central-1.amazonaws.com/111111111111/in"
    role_arn   = aws_iam_role.each["iot"].arn
    use_base64 = false
  }
}
