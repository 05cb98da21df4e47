resource "aws_secretsmanager_secret" "db" { name = "shop/db" }
resource "aws_secretsmanager_secret" "mail" { name = "shop/mail" }
resource "aws_iam_openid_connect_provider" "cluster" {
  url             = "https://oidc.eks.eu-central-1.amazonaws.com/id/EXAMPLED539D4633E53DE1B71EXAMPLE"
  client_id_list  = ["sts.amazonaws.com"]
  thumbprint_list = ["9e99a48a9960b14926bb7f3b02e22da2b0ab7280"]
}
locals { accounts = { orders = "db", mailer = "mail" } }
data "aws_iam_policy_document" "account" {
  for_each = local.accounts
  statement {
    actions = ["sts:AssumeRoleWithWebIdentity"]
    principals {
      type        = "Federated"
      identifiers = [aws_iam_openid_connect_provider.cluster.arn]
    }
    condition {
      test     = "StringEquals"
      variable = "oidc.eks.eu-central-1.amazonaws.com/id/EXAMPLED539D4633E53DE1B71EXAMPLE:sub"
      values   = ["system:serviceaccount:shop:${each.key}"]
    }
  }
}
resource "aws_iam_role" "account" {
  for_each           = local.accounts
  name               = "pod-${each.key}"
  assume_role_policy = data.aws_iam_policy_document.account[each.key].json
}
resource "aws_iam_policy" "read" {
  for_each = local.accounts
  name     = "read-${each.value}"
  policy   = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = ["secretsmanager:GetSecretValue", "secretsmanager:DescribeSecret"], Resource = "${local.secrets}:shop/${each.value}-??????" }] })
}
resource "aws_iam_role_policy_attachment" "read" {
  for_each   = local.accounts
  role       = aws_iam_role.account[each.key].name
  policy_arn = aws_iam_policy.read[each.key].arn
}
resource "aws_eks_pod_identity_association" "mailer" {
  cluster_name    = "shop"
  namespace       = "shop"
  service_account = "mailer"
  role_arn        = aws_iam_role.account["mailer"].arn
}
