# What every case has: the provider, and texts that they would all repeat.
terraform {
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "5.100.0"
    }
  }
}

provider "aws" {
  region                  = "eu-central-1"
  s3_use_path_style       = true
  skip_metadata_api_check = true
}

locals {
  # Who may assume the roles of tasks.
  tasks = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "ecs-tasks.amazonaws.com" }
      Action    = "sts:AssumeRole"
    }]
  })
  # What the ARNs of secrets and of parameters begin with.
  secrets    = "arn:aws:secretsmanager:eu-central-1:111111111111:secret"
  parameters = "arn:aws:ssm:eu-central-1:111111111111:parameter"
}
