resource "aws_iam_role" "app" {
  name               = "app"
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { AWS = "arn:aws:iam::999988887777:root", Service = "ecs-tasks.amazonaws.com" }, Action = "sts:AssumeRole" }] })
}
