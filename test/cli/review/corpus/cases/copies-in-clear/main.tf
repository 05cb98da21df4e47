variable "password" {
  type      = string
  sensitive = true
  default   = "correct-horse-battery-6"
}
resource "aws_secretsmanager_secret" "db" { name = "shop/db" }
resource "aws_secretsmanager_secret_version" "db" {
  secret_id     = aws_secretsmanager_secret.db.id
  secret_string = jsonencode({ username = "orders-admin", password = var.password })
}
resource "aws_instance" "app" {
  ami           = "ami-0123456789abcdef0"
  instance_type = "t3.micro"
  user_data     = "#!/bin/sh\nrun ${nonsensitive(var.password)}\n"
}
resource "aws_instance" "marked" {
  ami           = "ami-0123456789abcdef0"
  instance_type = "t3.micro"
  user_data     = "#!/bin/sh\nrun ${var.password}\n"
}
resource "aws_launch_template" "app" {
  name      = "app"
  user_data = base64encode("run ${nonsensitive(var.password)}")
}
resource "aws_ecs_cluster" "app" {
  name = "app"
  tags = { note = nonsensitive(var.password) }
}
resource "aws_lambda_function" "app" {
  function_name = "app"
  role          = "arn:aws:iam::111111111111:role/app"
  image_uri     = "111111111111.dkr.ecr.eu-central-1.amazonaws.com/app:1"
  package_type  = "Image"
  environment { variables = { LOGIN = "orders-admin", NOTE = nonsensitive(var.password) } }
}
resource "aws_ssm_parameter" "clear" {
  name  = "/shop/note"
  type  = "String"
  value = nonsensitive(var.password)
}
output "note" { value = nonsensitive(var.password) }
output "length" { value = nonsensitive(length(var.password)) }
output "kept" {
  value     = var.password
  sensitive = true
}
