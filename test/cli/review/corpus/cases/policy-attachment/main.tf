resource "aws_iam_policy_attachment" "read" {
  name       = "read"
  policy_arn = aws_iam_policy.read.arn
  roles      = [aws_iam_role.app.name]
  users      = [aws_iam_user.alice.name]
  groups     = [aws_iam_group.ops.name]
}
