locals { services = { web = ["db", "mail"], worker = ["db"] } }
resource "aws_secretsmanager_secret" "each" {
  for_each = toset(["db", "mail"])
  name     = "shop/${each.key}"
}
module "app" {
  for_each = local.services
  source   = "./modules/reader"
  name     = each.key
  secrets  = [for secret in aws_secretsmanager_secret.each : secret.arn]
}
resource "aws_ecs_task_definition" "each" {
  for_each           = local.services
  family             = each.key
  execution_role_arn = module.app[each.key].role_arn
  container_definitions = jsonencode([{
    name    = "app"
    image   = "nginx:1"
    memory  = 128
    secrets = [for secret in each.value : { name = upper(secret), valueFrom = aws_secretsmanager_secret.each[secret].arn }]
  }])
}
