resource "aws_sqs_queue" "jobs" { name = "jobs" }
resource "aws_iam_role" "worker" {
  name               = "worker"
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { Service = "ec2.amazonaws.com" }, Action = "sts:AssumeRole" }] })
}
data "aws_iam_policy_document" "jobs" {
  statement {
    actions   = ["sqs:ReceiveMessage"]
    resources = [aws_sqs_queue.jobs.arn]
  }
}
resource "aws_iam_role_policy" "jobs" {
  role   = aws_iam_role.worker.id
  policy = data.aws_iam_policy_document.jobs.json
}
