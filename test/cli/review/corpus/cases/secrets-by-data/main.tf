data "aws_secretsmanager_secret" "db" {
  name       = "shop/db"
}
data "aws_ssm_parameter" "key" {
  name            = "/shop/key"
  with_decryption = false
}
resource "aws_iam_role" "app" {
  name               = "app"
  assume_role_policy = local.tasks
}
data "aws_iam_policy_document" "app" {
  statement {
    actions   = ["secretsmanager:GetSecretValue", "ssm:GetParameters"]
    resources = [data.aws_secretsmanager_secret.db.arn, data.aws_ssm_parameter.key.arn]
  }
}
resource "aws_iam_role_policy" "app" {
  role   = aws_iam_role.app.id
  policy = data.aws_iam_policy_document.app.minified_json
}
