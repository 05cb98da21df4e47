resource "aws_iam_role" "app" {
  name                 = "app"
  assume_role_policy   = local.tasks
  permissions_boundary = aws_iam_policy.only-s3.arn
}
