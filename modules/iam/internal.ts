// What the modules share among themselves: no part of the package's public face, and closed in its `exports`.
export { denyAllBut, Readers, readersProp } from "./readers";
export { DECRYPT_SECRETS, READ_SECRETS } from "./policy-set";
export { awaitReader, roleProp, useReader, useRole } from "./role";
export { AwsServiceRole, ServiceRole } from "./service-roles";
