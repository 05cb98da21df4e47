resource "aws_iam_role_policy_attachments_exclusive" "deploys" {
  role_name   = aws_iam_role.deploys.name
  policy_arns = []
}
resource "aws_iam_role_policies_exclusive" "ships" {
  role_name    = aws_iam_role.ships.name
  policy_names = []
}
resource "aws_iam_user_policy_attachments_exclusive" "ann" {
  user_name   = aws_iam_user.ann.name
  policy_arns = [aws_iam_policy.keep.arn]
}
