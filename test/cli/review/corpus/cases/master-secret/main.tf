resource "aws_db_instance" "db" {
  identifier                  = "shop"
  engine                      = "postgres"
  instance_class              = "db.t4g.micro"
  allocated_storage           = 20
  username                    = "shop"
  manage_master_user_password = true
}
resource "aws_rds_cluster" "mail" {
  cluster_identifier          = "mail"
  engine                      = "aurora-postgresql"
  master_username             = "mail"
  manage_master_user_password = true
}
data "aws_iam_policy_document" "read" {
  statement {
    actions   = ["secretsmanager:GetSecretValue"]
    resources = [aws_db_instance.db.master_user_secret[0].secret_arn]
  }
}
resource "aws_iam_role" "app" {
  name               = "app"
  assume_role_policy = local.tasks
}
resource "aws_iam_role" "mail" {
  name               = "mail"
  assume_role_policy = local.tasks
}
resource "aws_iam_role_policy" "app" {
  role   = aws_iam_role.app.name
  policy = data.aws_iam_policy_document.read.json
}
data "aws_iam_policy_document" "mail" {
  statement {
    actions   = ["secretsmanager:GetSecretValue"]
    resources = aws_rds_cluster.mail.master_user_secret[*].secret_arn
  }
}
resource "aws_iam_role_policy" "mail" {
  role   = aws_iam_role.mail.name
  policy = data.aws_iam_policy_document.mail.json
}
resource "aws_iam_role" "all" {
  name               = "all"
  assume_role_policy = local.tasks
}
resource "aws_iam_role_policy" "all" {
  name   = "all"
  role   = aws_iam_role.all.name
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "secretsmanager:GetSecretValue", Resource = "${local.secrets}:rds!cluster-*" }] })
}
