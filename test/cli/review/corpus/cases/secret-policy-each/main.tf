locals { teams = toset(["red", "blue", "green"]) }
resource "aws_secretsmanager_secret" "each" {
  for_each = local.teams
  name     = "team/${each.key}"
}
resource "aws_iam_role" "each" {
  for_each           = local.teams
  name               = each.key
  assume_role_policy = local.tasks
}
data "aws_iam_policy_document" "each" {
  for_each = local.teams
  statement {
    actions   = ["secretsmanager:GetSecretValue"]
    resources = ["*"]
    principals {
      type        = "AWS"
      identifiers = [aws_iam_role.each[each.key].arn]
    }
  }
}
resource "aws_secretsmanager_secret_policy" "each" {
  for_each   = aws_secretsmanager_secret.each
  secret_arn = each.value.arn
  policy     = data.aws_iam_policy_document.each[each.key].json
}
