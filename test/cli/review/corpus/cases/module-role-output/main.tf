resource "aws_secretsmanager_secret" "db" { name = "shop/db" }
module "app" {
  source  = "./modules/reader"
  name    = "app"
  secrets = []
}
module "more" {
  source   = "./modules/reader"
  for_each = toset(["one", "two"])
  name     = each.key
  secrets  = []
}
data "aws_iam_policy_document" "read" {
  statement {
    actions   = ["secretsmanager:GetSecretValue"]
    resources = [aws_secretsmanager_secret.db.arn]
  }
}
resource "aws_iam_role_policy" "app" {
  role   = module.app.role_name
  policy = data.aws_iam_policy_document.read.json
}
resource "aws_iam_role_policy" "two" {
  role   = module.more["two"].role_name
  policy = data.aws_iam_policy_document.read.json
}
