resource "aws_kms_key" "key" { description = "shop" }
resource "aws_ssm_parameter" "key" {
  name   = "/shop/key"
  type   = "SecureString"
  value  = "made up for a test"
  key_id = aws_kms_key.key.arn
}
resource "aws_iam_role" "app" {
  name               = "app"
  assume_role_policy = local.tasks
}
resource "aws_iam_role_policy" "read" {
  name   = "read"
  role   = aws_iam_role.app.name
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "ssm:GetParameter*", Resource = "${local.parameters}/shop/*" }] })
}
