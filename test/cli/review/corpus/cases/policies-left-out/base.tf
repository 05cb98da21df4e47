resource "aws_secretsmanager_secret" "db" { name = "shop/db" }
resource "aws_iam_policy" "keep" {
  name   = "keep-db"
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Deny", Action = "secretsmanager:DeleteSecret", Resource = aws_secretsmanager_secret.db.arn }] })
}
resource "aws_iam_role" "deploys" {
  name               = "deploys"
  assume_role_policy = local.tasks
}
resource "aws_iam_role" "ships" {
  name               = "ships"
  assume_role_policy = local.tasks
}
resource "aws_iam_user" "ann" { name = "ann" }
resource "aws_iam_role_policy_attachment" "deploys" {
  role       = aws_iam_role.deploys.name
  policy_arn = aws_iam_policy.keep.arn
}
resource "aws_iam_role_policy" "ships" {
  name   = "keep"
  role   = aws_iam_role.ships.name
  policy = aws_iam_policy.keep.policy
}
resource "aws_iam_user_policy_attachment" "ann" {
  user       = aws_iam_user.ann.name
  policy_arn = aws_iam_policy.keep.arn
}
