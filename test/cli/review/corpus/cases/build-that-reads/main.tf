resource "aws_secretsmanager_secret" "db" { name = "shop/db" }
resource "aws_iam_role" "build" {
  name               = "build"
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { Service = "codebuild.amazonaws.com" }, Action = "sts:AssumeRole" }] })
}
resource "aws_iam_role" "glue" {
  name               = "glue"
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { Service = "glue.amazonaws.com" }, Action = "sts:AssumeRole" }] })
}
resource "aws_iam_policy" "read" {
  name   = "read"
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "secretsmanager:GetSecretValue", Resource = "${local.secrets}:shop/db-??????" }] })
}
resource "aws_iam_policy_attachment" "read" {
  name       = "read"
  policy_arn = aws_iam_policy.read.arn
  roles      = [aws_iam_role.build.name]
}
resource "aws_codebuild_project" "app" {
  name         = "app"
  service_role = aws_iam_role.build.arn
  artifacts { type = "NO_ARTIFACTS" }
  source {
    type      = "NO_SOURCE"
    buildspec = "version: 0.2"
  }
  environment {
    compute_type = "BUILD_GENERAL1_SMALL"
    image        = "aws/codebuild/standard:7.0"
    type         = "LINUX_CONTAINER"
    environment_variable {
      name  = "DB_PASSWORD"
      type  = "SECRETS_MANAGER"
      value = aws_secretsmanager_secret.db.name
    }
    environment_variable {
      name  = "NPM_TOKEN"
      value = "npm-token-correct-horse-5"
    }
  }
}
resource "aws_glue_crawler" "app" {
  name          = "app"
  role          = aws_iam_role.glue.arn
  database_name = "shop"
  s3_target { path = "s3://shop/in" }
}
resource "aws_glue_connection" "app" {
  name = "app"
  connection_properties = {
    JDBC_CONNECTION_URL = "jdbc:postgresql://db/shop"
    SECRET_ID           = aws_secretsmanager_secret.db.name
  }
}
