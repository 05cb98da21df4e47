resource "aws_iam_group_policy_attachment" "rw" {
  group      = aws_iam_group.admins.name
  policy_arn = "arn:aws:iam::aws:policy/SecretsManagerReadWrite"
}
