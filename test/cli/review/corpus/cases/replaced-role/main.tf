resource "aws_iam_role" "app" {
  name               = "application"
  assume_role_policy = local.tasks
}
