resource "aws_secretsmanager_secret" "db" { name = "shop/db" }
resource "aws_iam_role" "pod" {
  name               = "pod"
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { Service = "pods.eks.amazonaws.com" }, Action = ["sts:AssumeRole", "sts:TagSession"] }] })
}
resource "aws_eks_pod_identity_association" "app" {
  cluster_name    = "shop"
  namespace       = "default"
  service_account = "app"
  role_arn        = aws_iam_role.pod.arn
}
resource "aws_iam_openid_connect_provider" "github" {
  url             = "https://token.actions.githubusercontent.com"
  client_id_list  = ["sts.amazonaws.com"]
  thumbprint_list = ["6938fd4d98bab03faadb97b34396831e3780aea1"]
}
data "aws_iam_policy_document" "pipeline" {
  statement {
    actions = ["sts:AssumeRoleWithWebIdentity"]
    principals {
      type        = "Federated"
      identifiers = [aws_iam_openid_connect_provider.github.arn]
    }
    condition {
      test     = "StringLike"
      variable = "token.actions.githubusercontent.com:sub"
      values   = ["repo:shop/app:*"]
    }
  }
}
resource "aws_iam_role" "pipeline" {
  name               = "pipeline"
  assume_role_policy = data.aws_iam_policy_document.pipeline.json
}
resource "aws_iam_role_policy" "read" {
  for_each = { pod = aws_iam_role.pod.name, pipeline = aws_iam_role.pipeline.name }
  name     = "read"
  role     = each.value
  policy   = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "secretsmanager:GetSecretValue", Resource = "${local.secrets}:shop/db-??????" }] })
}
