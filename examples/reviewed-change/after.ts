import { synthesizeShop } from "./shop";

synthesizeShop({
  // Replaces the secret, and its value with it.
  databaseSecretName: "shop/main-database",
  // Adds a secret to the service; the grant follows by itself.
  readsPaymentKey: true,
  statements: [
    // Widened: all objects of the bucket.
    {
      Sid: "Invoices",
      Effect: "Allow",
      Action: "s3:GetObject",
      Resource: "arn:aws:s3:::example-shop/*",
    },
    // Renamed only.
    {
      Sid: "SendMail",
      Effect: "Allow",
      Action: "sqs:SendMessage",
      Resource: "arn:aws:sqs:eu-central-1:111111111111:mail",
    },
    // Narrowed.
    {
      Sid: "Orders",
      Effect: "Allow",
      Action: "sqs:SendMessage",
      Resource: "arn:aws:sqs:eu-central-1:111111111111:orders-new",
    },
  ],
});
