export { AwsClients, type ClientConfig } from "./aws-clients";
export { verifyDelivery, type Delivery } from "./verify-delivery";
