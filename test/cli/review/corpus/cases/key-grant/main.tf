resource "aws_kms_grant" "app" {
  name              = "app"
  key_id            = aws_kms_key.key.key_id
  grantee_principal = aws_iam_role.app.arn
  operations        = ["Decrypt"]
}
