resource "aws_iam_user" "robot" { name = "robot" }
resource "aws_iam_access_key" "robot" { user = aws_iam_user.robot.name }
resource "aws_secretsmanager_secret" "robot" { name = "shop/robot" }
resource "aws_secretsmanager_secret_version" "robot" {
  secret_id     = aws_secretsmanager_secret.robot.id
  secret_string = aws_iam_access_key.robot.secret
}
resource "aws_instance" "app" {
  ami           = "ami-0123456789abcdef0"
  instance_type = "t3.micro"
  user_data     = "run ${nonsensitive(aws_iam_access_key.robot.secret)}"
}
resource "aws_launch_template" "app" {
  name      = "app"
  user_data = base64encode("secret ${aws_secretsmanager_secret.robot.arn} key ${aws_iam_access_key.robot.id}")
}
resource "aws_codebuild_project" "app" {
  name         = "app"
  service_role = "arn:aws:iam::111111111111:role/app"
  artifacts { type = "NO_ARTIFACTS" }
  source {
    type      = "NO_SOURCE"
    buildspec = "version: 0.2"
  }
  environment {
    compute_type = "BUILD_GENERAL1_SMALL"
    image        = "aws/codebuild/standard:7.0"
    type         = "LINUX_CONTAINER"
    environment_variable {
      name  = "NOTE"
      value = nonsensitive(aws_iam_access_key.robot.secret)
    }
  }
}
output "key" { value = nonsensitive(aws_iam_access_key.robot.secret) }
output "id" { value = aws_iam_access_key.robot.id }
