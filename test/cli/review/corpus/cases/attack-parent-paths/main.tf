resource "aws_ssm_parameter" "key" {
  name  = "/shop/prod/key"
  type  = "SecureString"
  value = "made-up-value-5"
}
resource "aws_iam_role" "root" {
  name               = "root"
  assume_role_policy = local.tasks
}
resource "aws_iam_role_policy" "root" {
  name   = "read"
  role   = aws_iam_role.root.name
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "ssm:GetParametersByPath", Resource = "${local.parameters}/" }] })
}
resource "aws_iam_role" "shop" {
  name               = "shop"
  assume_role_policy = local.tasks
}
resource "aws_iam_role_policy" "shop" {
  name   = "read"
  role   = aws_iam_role.shop.name
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "ssm:GetParametersByPath", Resource = "${local.parameters}/shop" }] })
}
resource "aws_iam_role" "prod" {
  name               = "prod"
  assume_role_policy = local.tasks
}
resource "aws_iam_role_policy" "prod" {
  name   = "read"
  role   = aws_iam_role.prod.name
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "ssm:GetParametersByPath", Resource = "${local.parameters}/shop/pr*" }] })
}
resource "aws_iam_role" "other" {
  name               = "other"
  assume_role_policy = local.tasks
}
resource "aws_iam_role_policy" "other" {
  name   = "read"
  role   = aws_iam_role.other.name
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "ssm:GetParametersByPath", Resource = "${local.parameters}/shop/test" }] })
}
resource "aws_iam_role" "history" {
  name               = "history"
  assume_role_policy = local.tasks
}
resource "aws_iam_role_policy" "history" {
  name   = "read"
  role   = aws_iam_role.history.name
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "ssm:GetParameterH*", Resource = "*" }] })
}
