resource "aws_ssm_parameter" "each" {
  for_each = toset(["/shop/db/password", "/shop/key", "/billing/key"])
  name     = each.key
  type     = "SecureString"
  value    = "made up for a test"
}
resource "aws_iam_role" "path" {
  name               = "path"
  assume_role_policy = local.tasks
}
resource "aws_iam_role" "history" {
  name               = "history"
  assume_role_policy = local.tasks
}
resource "aws_iam_role" "describes" {
  name               = "describes"
  assume_role_policy = local.tasks
}
resource "aws_iam_role_policy" "path" {
  role   = aws_iam_role.path.name
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "ssm:GetParametersByPath", Resource = "${local.parameters}/shop" }] })
}
resource "aws_iam_role_policy" "history" {
  role   = aws_iam_role.history.name
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "ssm:GetParameterHistory", Resource = "${local.parameters}/billing/*" }] })
}
resource "aws_iam_role_policy" "describes" {
  role   = aws_iam_role.describes.name
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = ["ssm:DescribeParameters", "ssm:PutParameter"], Resource = "*" }] })
}
