module "service" {
  source   = "./modules/team"
  for_each = toset(["shop", "mail", "billing"])
  name     = each.key
}
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
