removed {
  from = aws_iam_role_policy.byhand
  lifecycle { destroy = false }
}
resource "aws_iam_role_policies_exclusive" "app" {
  role_name    = aws_iam_role.app.name
  policy_names = []
}
