resource "aws_s3_bucket" "files" {
  bucket              = "shop-files"
  object_lock_enabled = true
}
resource "aws_s3_bucket_versioning" "files" {
  bucket = aws_s3_bucket.files.id
  versioning_configuration { status = "Enabled" }
}
resource "aws_s3_bucket_object_lock_configuration" "files" {
  bucket = aws_s3_bucket.files.id
  rule {
    default_retention {
      mode = "COMPLIANCE"
      days = 10
    }
  }
  depends_on = [aws_s3_bucket_versioning.files]
}
resource "aws_s3_bucket" "more" { bucket = "shop-more" }
resource "aws_s3_bucket_versioning" "more" {
  bucket = aws_s3_bucket.more.id
  versioning_configuration { status = "Enabled" }
}
resource "aws_s3_object" "env" {
  bucket  = aws_s3_bucket.more.id
  key     = "web/web.env"
  content = "MODE=made-up"
}
resource "aws_s3_bucket" "same" { bucket = "shop-same" }
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
    noncurrent_version_expiration { noncurrent_days = 90 }
  }
}
