resource "aws_ssm_parameter" "cluster" {
  name  = "/shop/cluster"
  type  = "String"
  value = "shop"
}
resource "aws_ssm_parameter" "subnets" {
  name           = "/shop/subnets"
  type           = "StringList"
  insecure_value = "subnet-1,subnet-2"
}
resource "aws_ssm_parameter" "key" {
  name  = "/shop/key"
  type  = "SecureString"
  value = "made up for a test"
}
resource "aws_iam_role" "app" {
  name                = "app"
  assume_role_policy  = local.tasks
  managed_policy_arns = ["arn:aws:iam::aws:policy/AmazonSSMReadOnlyAccess"]
}
