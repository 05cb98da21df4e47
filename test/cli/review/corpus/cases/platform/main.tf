data "aws_iam_policy_document" "audit" {
  statement {
    actions   = ["secretsmanager:GetSecretValue"]
    resources = flatten([for service in module.service : values(service.secret_arns)])
  }
}
resource "aws_iam_role" "auditor" {
  name               = "auditor"
  assume_role_policy = local.tasks
}
resource "aws_iam_role_policy" "audit" {
  role   = aws_iam_role.auditor.id
  policy = data.aws_iam_policy_document.audit.json
}
resource "aws_iam_role" "second" {
  name               = "shop-second"
  assume_role_policy = local.tasks
}
resource "aws_iam_role_policy" "second" {
  role   = aws_iam_role.second.id
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "secretsmanager:GetSecretValue", Resource = values(module.service["shop"].secret_arns) }] })
}
