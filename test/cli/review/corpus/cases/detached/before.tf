resource "aws_iam_role_policy_attachment" "app" {
  role       = aws_iam_role.each["app"].name
  policy_arn = "arn:aws:iam::aws:policy/SecretsManagerReadWrite"
}
