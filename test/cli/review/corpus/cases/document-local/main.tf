resource "aws_ssm_parameter" "key" {
  name  = "/shop/key"
  type  = "SecureString"
  value = "made up for a test"
}
resource "aws_ssm_parameter" "pin" {
  name  = "/shop/pin"
  type  = "SecureString"
  value = "made up for a test"
}
resource "aws_ssm_parameter" "other" {
  name  = "/shop/other"
  type  = "SecureString"
  value = "made up for a test"
}
locals {
  readable = { key = aws_ssm_parameter.key.arn, pin = aws_ssm_parameter.pin.arn }
  actions  = ["ssm:GetParameters", "ssm:GetParameter"]
}
data "aws_iam_policy_document" "read" {
  statement {
    actions   = local.actions
    resources = values(local.readable)
  }
}
resource "aws_iam_role" "app" {
  name               = "app"
  assume_role_policy = local.tasks
}
resource "aws_iam_role_policy" "read" {
  role   = aws_iam_role.app.name
  policy = data.aws_iam_policy_document.read.json
}
