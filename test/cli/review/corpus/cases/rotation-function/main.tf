resource "aws_secretsmanager_secret" "db" { name = "shop/db" }
resource "aws_iam_role" "rotator" {
  name               = "rotator"
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { Service = "lambda.amazonaws.com" }, Action = "sts:AssumeRole" }] })
}
resource "aws_iam_role" "planner" {
  name               = "planner"
  assume_role_policy = local.tasks
}
data "aws_iam_policy_document" "rotator" {
  statement {
    actions   = ["secretsmanager:DescribeSecret", "secretsmanager:GetSecretValue", "secretsmanager:PutSecretValue", "secretsmanager:UpdateSecretVersionStage"]
    resources = [aws_secretsmanager_secret.db.arn]
    condition {
      test     = "StringEquals"
      variable = "secretsmanager:resource/AllowRotationLambdaArn"
      values   = ["arn:aws:lambda:eu-central-1:111111111111:function:rotator"]
    }
  }
}
resource "aws_iam_role_policy" "rotator" {
  role   = aws_iam_role.rotator.name
  policy = data.aws_iam_policy_document.rotator.json
}
resource "aws_iam_role_policy" "planner" {
  role   = aws_iam_role.planner.name
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = ["secretsmanager:RotateSecret", "secretsmanager:Describe*", "secretsmanager:List*"], Resource = "*" }] })
}
resource "aws_secretsmanager_secret_rotation" "db" {
  secret_id           = aws_secretsmanager_secret.db.id
  rotation_lambda_arn = "arn:aws:lambda:eu-central-1:111111111111:function:rotator"
  rotation_rules { automatically_after_days = 30 }
}
