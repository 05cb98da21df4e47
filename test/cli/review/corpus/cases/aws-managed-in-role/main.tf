resource "aws_secretsmanager_secret" "db" { name = "shop/db" }
data "aws_iam_policy" "rw" { name = "SecretsManagerReadWrite" }
resource "aws_iam_role" "literal" {
  name                = "literal"
  assume_role_policy  = local.tasks
  managed_policy_arns = ["arn:aws:iam::aws:policy/SecretsManagerReadWrite"]
}
resource "aws_iam_role" "found" {
  name                = "found"
  assume_role_policy  = local.tasks
  managed_policy_arns = [data.aws_iam_policy.rw.arn]
}
resource "aws_iam_role" "logs" {
  name                = "logs"
  assume_role_policy  = local.tasks
  managed_policy_arns = ["arn:aws:iam::aws:policy/CloudWatchLogsFullAccess", "arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess"]
}
