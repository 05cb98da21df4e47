resource "aws_s3_bucket" "config" { bucket = "shop-config" }
resource "aws_s3_access_point" "apps" {
  bucket = aws_s3_bucket.config.bucket
  name   = "apps"
}
resource "aws_s3_bucket_policy" "config" {
  bucket = aws_s3_bucket.config.id
  policy = jsonencode({ Version = "2012-10-17", Statement = [
    { Effect = "Allow", Principal = { AWS = "*" }, Action = "s3:GetObject", Resource = "arn:aws:s3:::shop-config/*", Condition = { StringEquals = { "s3:DataAccessPointAccount" = "111111111111" } } }
  ] })
}
resource "aws_s3control_object_lambda_access_point" "redacted" {
  name = "redacted"
  configuration {
    supporting_access_point = "arn:aws:s3:eu-central-1:111111111111:accesspoint/apps"
    transformation_configuration {
      actions = ["GetObject"]
      content_transformation {
        aws_lambda { function_arn = "arn:aws:lambda:eu-central-1:111111111111:function:redact" }
      }
    }
  }
}
resource "aws_ecs_task_definition" "app" {
  family                = "app"
  execution_role_arn    = aws_iam_role.app.arn
  container_definitions = jsonencode([{ name = "app", image = "nginx:1", memory = 128, environmentFiles = [{ type = "s3", value = "arn:aws:s3:::shop-config/app.env" }] }])
}
resource "aws_iam_role" "app" {
  name               = "app"
  assume_role_policy = local.tasks
}
resource "aws_iam_role_policy" "app" {
  role = aws_iam_role.app.name
  policy = jsonencode({ Version = "2012-10-17", Statement = [
    { Effect = "Allow", Action = "s3:GetObject", Resource = "arn:aws:s3:::shop-config/app.env" },
    { Effect = "Allow", Action = "s3:GetBucketLocation", Resource = "arn:aws:s3:::shop-config" }
  ] })
}
resource "aws_iam_role" "batch" {
  name               = "batch"
  assume_role_policy = local.tasks
}
resource "aws_iam_role" "half" {
  name               = "half"
  assume_role_policy = local.tasks
}
resource "aws_iam_role_policy" "batch" {
  role = aws_iam_role.batch.name
  policy = jsonencode({ Version = "2012-10-17", Statement = [
    { Effect = "Allow", Action = "s3-object-lambda:GetObject", Resource = "arn:aws:s3-object-lambda:eu-central-1:111111111111:accesspoint/redacted" },
    { Effect = "Allow", Action = "s3:GetObject", Resource = "arn:aws:s3:eu-central-1:111111111111:accesspoint/apps/object/*", Condition = { "ForAnyValue:StringEquals" = { "aws:CalledVia" = "s3-object-lambda.amazonaws.com" } } }
  ] })
}
resource "aws_iam_role_policy" "half" {
  role   = aws_iam_role.half.name
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "s3-object-lambda:GetObject", Resource = "arn:aws:s3-object-lambda:eu-central-1:111111111111:accesspoint/redacted" }] })
}
