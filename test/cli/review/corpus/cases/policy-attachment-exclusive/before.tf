resource "aws_iam_role_policy_attachment" "old" {
  role       = aws_iam_role.first.name
  policy_arn = aws_iam_policy.read.arn
}
