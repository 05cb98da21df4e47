resource "aws_secretsmanager_secret" "db" { name = "shop/db" }
resource "aws_ssm_parameter" "key" {
  name  = "/shop/key"
  type  = "SecureString"
  value = "made up for a test"
}
resource "aws_iam_role" "each" {
  for_each           = toset(["secrets", "power", "admin", "read-only", "ssm-read", "ssm-full", "ssm-core", "security-audit", "view-only", "ecs"])
  name               = "with-${each.key}"
  assume_role_policy = local.tasks
}
