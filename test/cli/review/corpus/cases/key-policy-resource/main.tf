resource "aws_kms_key_policy" "key" {
  key_id = aws_kms_key.key.id
  policy = jsonencode({ Version = "2012-10-17", Statement = [
    { Effect = "Allow", Principal = { AWS = "arn:aws:iam::111111111111:root" }, Action = "kms:*", Resource = "*" },
    { Effect = "Deny", Principal = { AWS = aws_iam_role.banned.arn }, Action = "kms:Decrypt", Resource = "*" }
  ] })
}
