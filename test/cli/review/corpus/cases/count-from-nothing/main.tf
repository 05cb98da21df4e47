resource "aws_iam_role_policy_attachment" "audit" {
  count      = 1
  role       = aws_iam_role.audit.name
  policy_arn = "arn:aws:iam::aws:policy/SecretsManagerReadWrite"
}
