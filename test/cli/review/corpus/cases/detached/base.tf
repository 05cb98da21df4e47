resource "aws_secretsmanager_secret" "db" { name = "shop/db" }
resource "aws_iam_role" "each" {
  for_each           = toset(["app", "admin"])
  name               = each.key
  assume_role_policy = local.tasks
}
resource "aws_iam_role_policy_attachment" "admin" {
  role       = aws_iam_role.each["admin"].name
  policy_arn = "arn:aws:iam::aws:policy/SecretsManagerReadWrite"
}
