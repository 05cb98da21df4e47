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
data "aws_iam_policy_document" "batch" {
  statement {
    actions   = ["s3:GetObject"]
    resources = ["arn:aws:s3:eu-central-1:111111111111:accesspoint/${aws_s3_access_point.apps.name}/object/*"]
  }
}
resource "aws_iam_role_policy" "batch" {
  role   = aws_iam_role.batch.name
  policy = data.aws_iam_policy_document.batch.json
}
