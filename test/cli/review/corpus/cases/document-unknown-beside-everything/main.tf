resource "aws_sqs_queue" "jobs" { name = "jobs" }
data "aws_iam_policy_document" "all" {
  statement {
    actions   = ["*"]
    resources = ["*", aws_sqs_queue.jobs.arn]
  }
}
resource "aws_iam_role_policy" "read" {
  name   = "read"
  role   = aws_iam_role.app.name
  policy = data.aws_iam_policy_document.all.json
}
