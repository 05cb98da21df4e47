resource "aws_s3_bucket" "files" {
  bucket              = "shop-files"
  object_lock_enabled = true
}
resource "aws_s3_bucket_versioning" "files" {
  bucket = aws_s3_bucket.files.id
  versioning_configuration { status = "Enabled" }
}
resource "aws_s3_bucket_lifecycle_configuration" "files" {
  bucket = aws_s3_bucket.files.id
  rule {
    id     = "all"
    status = "Enabled"
    filter { prefix = "" }
    expiration { days = 1 }
  }
}
resource "aws_s3_bucket" "more" { bucket = "shop-more" }
resource "aws_s3_bucket_versioning" "more" {
  bucket = aws_s3_bucket.more.id
  versioning_configuration { status = "Suspended" }
}
resource "aws_s3_bucket" "same" {
  bucket = "shop-same"
  tags   = { team = "shop" }
}
resource "aws_s3_bucket_versioning" "same" {
  bucket = aws_s3_bucket.same.id
  versioning_configuration { status = "Enabled" }
}
resource "aws_s3_bucket_lifecycle_configuration" "same" {
  bucket = aws_s3_bucket.same.id
  rule {
    id     = "superseded"
    status = "Enabled"
    filter { prefix = "" }
    noncurrent_version_expiration { noncurrent_days = 180 }
  }
}
resource "aws_s3_bucket" "new" { bucket = "shop-new" }
resource "aws_s3_bucket_lifecycle_configuration" "new" {
  bucket = aws_s3_bucket.new.id
  rule {
    id     = "logs"
    status = "Enabled"
    filter { prefix = "logs/" }
    expiration { days = 30 }
  }
}
