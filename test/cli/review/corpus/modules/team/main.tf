# A role, and the secrets that it reads.
variable "name" { type = string }
locals { kinds = toset(["db", "smtp", "api", "cache", "token"]) }
resource "aws_secretsmanager_secret" "each" {
  for_each = local.kinds
  name     = "${var.name}/${each.key}"
}
data "aws_iam_policy_document" "read" {
  statement {
    actions   = ["secretsmanager:GetSecretValue"]
    resources = [for secret in aws_secretsmanager_secret.each : secret.arn]
  }
}
module "app" {
  source  = "../reader"
  name    = var.name
  secrets = []
}
resource "aws_iam_role_policy" "team" {
  name   = "team"
  role   = module.app.role_name
  policy = data.aws_iam_policy_document.read.json
}
output "secret_arns" { value = { for kind, secret in aws_secretsmanager_secret.each : kind => secret.arn } }
