resource "aws_secretsmanager_secret" "db" { name = "shop/db" }
resource "aws_secretsmanager_secret" "kafka" { name = "shop/kafka" }
resource "aws_iam_role" "fn" {
  name               = "fn"
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { Service = "lambda.amazonaws.com" }, Action = "sts:AssumeRole" }] })
}
resource "aws_iam_role_policy_attachment" "basic" {
  for_each   = toset(["service-role/AWSLambdaBasicExecutionRole", "service-role/AWSLambdaVPCAccessExecutionRole"])
  role       = aws_iam_role.fn.name
  policy_arn = "arn:aws:iam::aws:policy/${each.value}"
}
resource "aws_iam_role_policy" "fn" {
  name   = "read"
  role   = aws_iam_role.fn.name
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "secretsmanager:GetSecretValue", Resource = "${local.secrets}:shop/kafka-??????" }] })
}
resource "aws_lambda_function" "fn" {
  function_name = "fn"
  role          = aws_iam_role.fn.arn
  package_type  = "Image"
  image_uri     = "111111111111.dkr.ecr.eu-central-1.amazonaws.com/fn:1"
  environment { variables = { SECRET_ARN = aws_secretsmanager_secret.db.arn, DB_PASSWORD = "correct-horse-battery-5" } }
}
resource "aws_lambda_event_source_mapping" "kafka" {
  function_name = aws_lambda_function.fn.arn
  topics        = ["orders"]
  self_managed_event_source { endpoints = { KAFKA_BOOTSTRAP_SERVERS = "b-1.shop:9096" } }
  source_access_configuration {
    type = "SASL_SCRAM_512_AUTH"
    uri  = aws_secretsmanager_secret.kafka.arn
  }
}
