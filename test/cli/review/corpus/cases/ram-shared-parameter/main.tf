resource "aws_kms_key" "key" {
  description = "shared"
  policy = jsonencode({ Version = "2012-10-17", Statement = [
    { Effect = "Allow", Principal = { AWS = "arn:aws:iam::111111111111:root" }, Action = "kms:*", Resource = "*" },
    { Effect = "Allow", Principal = { AWS = "arn:aws:iam::999988887777:root" }, Action = "kms:Decrypt", Resource = "*" }
  ] })
}
resource "aws_ssm_parameter" "api" {
  name   = "/shop/api"
  type   = "SecureString"
  tier   = "Advanced"
  value  = "made up for a test"
  key_id = aws_kms_key.key.arn
}
resource "aws_ram_resource_share" "shared" {
  name                      = "parameters"
  allow_external_principals = true
}
resource "aws_ram_resource_association" "api" {
  resource_arn       = aws_ssm_parameter.api.arn
  resource_share_arn = aws_ram_resource_share.shared.arn
}
resource "aws_ram_principal_association" "partner" {
  principal          = "999988887777"
  resource_share_arn = aws_ram_resource_share.shared.arn
}
