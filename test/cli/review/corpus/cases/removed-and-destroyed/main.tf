removed {
  from = aws_iam_role_policy.read
  lifecycle { destroy = true }
}
removed {
  from = aws_iam_role.gone
  lifecycle { destroy = false }
}
