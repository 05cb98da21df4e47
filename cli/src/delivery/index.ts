export { AwsClients, type ClientConfig } from "./aws-clients";
export { seedObjects } from "./seed-objects";
export { verifyDelivery, type Delivery } from "./verify-delivery";
