resource "aws_iam_user_policy" "alice" {
  name   = "admin"
  user   = aws_iam_user.alice.name
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Resource = "arn:aws:iam::111111111111:role/admin" }] })
}
resource "aws_iam_user_policy" "bob" {
  name   = "other"
  user   = aws_iam_user.bob.name
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Resource = "arn:aws:iam::111111111111:role/other" }] })
}
