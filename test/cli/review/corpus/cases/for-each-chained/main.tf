resource "aws_secretsmanager_secret" "each" {
  for_each = { shop = "shop/db", mail = "mail/db" }
  name     = each.value
}
data "aws_iam_policy_document" "each" {
  for_each = aws_secretsmanager_secret.each
  statement {
    actions   = ["secretsmanager:GetSecretValue"]
    resources = [each.value.arn]
  }
}
resource "aws_iam_role" "each" {
  for_each           = aws_secretsmanager_secret.each
  name               = each.key
  assume_role_policy = local.tasks
}
resource "aws_iam_policy" "each" {
  for_each = data.aws_iam_policy_document.each
  name     = "read-${each.key}"
  policy   = each.value.json
}
resource "aws_iam_role_policy_attachment" "each" {
  for_each   = aws_iam_role.each
  role       = each.value.name
  policy_arn = aws_iam_policy.each[each.key].arn
}
