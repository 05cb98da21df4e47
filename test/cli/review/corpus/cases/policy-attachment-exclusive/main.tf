removed {
  from = aws_iam_role_policy_attachment.old
  lifecycle { destroy = false }
}
resource "aws_iam_policy_attachment" "only" {
  name       = "only"
  policy_arn = aws_iam_policy.read.arn
  roles      = [aws_iam_role.second.name]
}
