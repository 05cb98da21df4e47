resource "aws_secretsmanager_secret" "db" { name = "shop/db" }
resource "aws_iam_role" "instance" {
  name               = "instance"
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { Service = "tasks.apprunner.amazonaws.com" }, Action = "sts:AssumeRole" }] })
}
resource "aws_iam_role" "pull" {
  name               = "pull"
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { Service = "build.apprunner.amazonaws.com" }, Action = "sts:AssumeRole" }] })
}
resource "aws_iam_role_policy" "instance" {
  name   = "read"
  role   = aws_iam_role.instance.name
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "secretsmanager:GetSecretValue", Resource = "${local.secrets}:shop/db-??????" }] })
}
resource "aws_iam_role_policy_attachment" "pull" {
  role       = aws_iam_role.pull.name
  policy_arn = "arn:aws:iam::aws:policy/service-role/AWSAppRunnerServicePolicyForECRAccess"
}
resource "aws_apprunner_service" "app" {
  service_name = "app"
  source_configuration {
    authentication_configuration { access_role_arn = aws_iam_role.pull.arn }
    image_repository {
      image_identifier      = "111111111111.dkr.ecr.eu-central-1.amazonaws.com/app:1"
      image_repository_type = "ECR"
      image_configuration { runtime_environment_secrets = { DB_PASSWORD = aws_secretsmanager_secret.db.arn } }
    }
  }
  instance_configuration { instance_role_arn = aws_iam_role.instance.arn }
}
