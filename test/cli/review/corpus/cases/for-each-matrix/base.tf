resource "aws_secretsmanager_secret" "each" {
  for_each = toset([for pair in setproduct(["shop", "mail", "billing", "search"], ["db", "smtp", "api", "cache", "token"]) : join("/", pair)])
  name     = each.key
}
resource "aws_iam_role" "each" {
  for_each           = toset(["shop", "mail", "billing", "search"])
  name               = each.key
  assume_role_policy = local.tasks
}
