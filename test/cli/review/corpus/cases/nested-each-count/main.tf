module "team" {
  for_each = toset(["shop", "mail"])
  source   = "./modules/squad"
  name     = each.key
}
resource "aws_secretsmanager_secret" "team" {
  for_each = toset(["shop", "mail"])
  name     = "${each.key}/db"
}
data "aws_iam_policy_document" "second" {
  for_each = module.team
  statement {
    actions   = ["secretsmanager:GetSecretValue"]
    resources = [aws_secretsmanager_secret.team[each.key].arn]
  }
}
resource "aws_iam_role_policy" "second" {
  for_each = module.team
  name     = "second"
  role     = each.value.role_names[1]
  policy   = data.aws_iam_policy_document.second[each.key].json
}
