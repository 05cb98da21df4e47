resource "aws_ssm_parameter" "key" {
  name  = "/shop/key"
  type  = "SecureString"
  value = "made-up-value"
}
resource "aws_iam_group" "each" {
  for_each = toset(["ops", "dev"])
  name     = each.key
}
resource "aws_iam_user" "each" {
  for_each = { alice = ["ops", "dev"], bob = ["dev"] }
  name     = each.key
}
resource "aws_iam_user_group_membership" "each" {
  for_each = { alice = ["ops", "dev"], bob = ["dev"] }
  user     = aws_iam_user.each[each.key].name
  groups   = [for group in each.value : aws_iam_group.each[group].name]
}
data "aws_iam_policy_document" "read" {
  statement {
    actions   = ["ssm:GetParameter*"]
    resources = [aws_ssm_parameter.key.arn]
  }
}
resource "aws_iam_policy" "read" {
  name   = "read"
  policy = data.aws_iam_policy_document.read.json
}
resource "aws_iam_group_policy_attachment" "ops" {
  group      = aws_iam_group.each["ops"].name
  policy_arn = aws_iam_policy.read.arn
}
