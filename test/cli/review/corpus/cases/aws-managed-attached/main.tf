resource "aws_iam_role_policy_attachment" "each" {
  for_each = {
    secrets        = "SecretsManagerReadWrite"
    power          = "PowerUserAccess"
    admin          = "AdministratorAccess"
    read-only      = "ReadOnlyAccess"
    ssm-read       = "AmazonSSMReadOnlyAccess"
    ssm-full       = "AmazonSSMFullAccess"
    ssm-core       = "AmazonSSMManagedInstanceCore"
    security-audit = "SecurityAudit"
    view-only      = "job-function/ViewOnlyAccess"
    ecs            = "service-role/AmazonECSTaskExecutionRolePolicy"
  }
  role       = aws_iam_role.each[each.key].name
  policy_arn = "arn:aws:iam::aws:policy/${each.value}"
}
