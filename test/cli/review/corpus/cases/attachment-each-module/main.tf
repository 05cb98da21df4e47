resource "aws_secretsmanager_secret" "each" {
  for_each = toset(["db", "mail"])
  name     = "shop/${each.key}"
}
module "app" {
  for_each = toset(["web", "worker"])
  source   = "./modules/reader"
  name     = each.key
  secrets  = []
}
data "aws_iam_policy_document" "each" {
  for_each = aws_secretsmanager_secret.each
  statement {
    actions   = ["secretsmanager:GetSecretValue"]
    resources = [each.value.arn]
  }
}
resource "aws_iam_policy" "each" {
  for_each = aws_secretsmanager_secret.each
  name     = "read-${each.key}"
  policy   = data.aws_iam_policy_document.each[each.key].json
}
resource "aws_iam_role_policy_attachment" "web" {
  role       = module.app["web"].role_name
  policy_arn = aws_iam_policy.each["db"].arn
}
resource "aws_iam_role_policy_attachment" "worker" {
  role       = module.app["worker"].role_name
  policy_arn = aws_iam_policy.each["mail"].arn
}
