resource "aws_iam_role" "app" {
  name               = "app"
  assume_role_policy = local.tasks
}
resource "aws_iam_role" "job" {
  name               = "job"
  assume_role_policy = local.tasks
}
resource "aws_iam_role_policy" "app" {
  role   = aws_iam_role.app.name
  policy = <<EOF
{
  "Version": "2012-10-17",
  "Statement": [
    { "Sid": "", "Effect": "Allow", "Action": [ "secretsmanager:GetSecretValue" ], "Resource": "${aws_secretsmanager_secret.db.arn}" }
  ]
}
EOF
}
resource "aws_iam_role_policy" "job" {
  role   = aws_iam_role.job.name
  policy = replace(jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "secretsmanager:*", Resource = "SECRET" }] }), "SECRET", aws_secretsmanager_secret.db.arn)
}
