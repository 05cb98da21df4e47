removed {
  from = aws_iam_role.app
  lifecycle { destroy = false }
}
removed {
  from = aws_iam_role_policy.read
  lifecycle { destroy = false }
}
