import { synthesizeShop } from "./shop";

synthesizeShop({
  databaseSecretName: "shop/database",
  readsPaymentKey: false,
  statements: [
    {
      Sid: "Invoices",
      Effect: "Allow",
      Action: "s3:GetObject",
      Resource: "arn:aws:s3:::example-shop/invoices/*",
    },
    {
      Sid: "Mail",
      Effect: "Allow",
      Action: "sqs:SendMessage",
      Resource: "arn:aws:sqs:eu-central-1:111111111111:mail",
    },
    {
      Sid: "Orders",
      Effect: "Allow",
      Action: "sqs:SendMessage",
      Resource: "arn:aws:sqs:eu-central-1:111111111111:orders-*",
    },
  ],
});
