locals {
  apps = {
    app = { secrets = ["db", "mail"] }
    etl = { secrets = ["db"] }
  }
  ids     = { for name, app in local.apps : name => join("-", compact(["eg", "prod", "", name])) }
  secrets_of = merge([for name, app in local.apps : { for one in app.secrets : "${name}/${one}" => { app = name, name = format("%s/%s", local.ids[name], one) } }]...)
}
resource "aws_secretsmanager_secret" "this" {
  for_each = local.secrets_of
  name     = each.value.name
}
resource "aws_iam_role" "exec" {
  for_each           = local.apps
  name               = "${local.ids[each.key]}-exec"
  assume_role_policy = local.tasks
}
data "aws_iam_policy_document" "exec" {
  for_each = local.apps
  statement {
    sid       = "ReadSecrets"
    actions   = ["secretsmanager:GetSecretValue"]
    resources = [for one in each.value.secrets : "arn:aws:secretsmanager:eu-central-1:111111111111:secret:${local.ids[each.key]}/${one}-*"]
  }
}
resource "aws_iam_policy" "exec" {
  for_each = local.apps
  name     = "${local.ids[each.key]}-exec"
  policy   = data.aws_iam_policy_document.exec[each.key].json
}
resource "aws_iam_role_policy_attachment" "exec" {
  for_each   = local.apps
  role       = aws_iam_role.exec[each.key].name
  policy_arn = aws_iam_policy.exec[each.key].arn
}
