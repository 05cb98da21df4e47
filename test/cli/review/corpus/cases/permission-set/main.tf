locals { instance = "arn:aws:sso:::instance/ssoins-1234567890abcdef" }
resource "aws_secretsmanager_secret" "db" { name = "shop/db" }
resource "aws_ssoadmin_permission_set" "each" {
  for_each     = toset(["ops", "audit", "guests"])
  name         = each.key
  instance_arn = local.instance
}
data "aws_iam_policy_document" "ops" {
  statement {
    actions   = ["secretsmanager:GetSecretValue"]
    resources = [aws_secretsmanager_secret.db.arn]
  }
}
resource "aws_ssoadmin_permission_set_inline_policy" "ops" {
  instance_arn       = local.instance
  permission_set_arn = aws_ssoadmin_permission_set.each["ops"].arn
  inline_policy      = data.aws_iam_policy_document.ops.json
}
resource "aws_ssoadmin_managed_policy_attachment" "audit" {
  instance_arn       = local.instance
  permission_set_arn = aws_ssoadmin_permission_set.each["audit"].arn
  managed_policy_arn = "arn:aws:iam::aws:policy/SecretsManagerReadWrite"
}
resource "aws_ssoadmin_managed_policy_attachment" "guests" {
  instance_arn       = local.instance
  permission_set_arn = aws_ssoadmin_permission_set.each["guests"].arn
  managed_policy_arn = "arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess"
}
