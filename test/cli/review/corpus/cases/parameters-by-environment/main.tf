locals {
  environments = ["dev", "staging", "production"]
  names        = ["database/password", "mail/token"]
}
resource "aws_ssm_parameter" "this" {
  for_each = toset([for pair in setproduct(local.environments, local.names) : join("/", pair)])
  name     = "/shop/${each.value}"
  type     = "SecureString"
  tier     = "Standard"
  value    = "made-up-value-${length(each.value)}"
}
resource "aws_iam_role" "this" {
  for_each           = toset(local.environments)
  name               = "shop-${each.value}"
  assume_role_policy = local.tasks
}
resource "aws_iam_role_policy" "this" {
  for_each = toset(local.environments)
  name     = "read"
  role     = aws_iam_role.this[each.value].id
  policy = jsonencode({ Version = "2012-10-17", Statement = [
    { Effect = "Allow", Action = "ssm:GetParametersByPath", Resource = "${local.parameters}/shop/${each.value}" },
    { Effect = "Deny", Action = "ssm:*", Resource = "${local.parameters}/shop/${each.value}/mail/*" }
  ] })
}
