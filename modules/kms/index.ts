export { type DecryptUse, type IEncryptionKey } from "./encryption-key-interface";
export { EncryptionKey, type EncryptionKeyProps } from "./encryption-key";
export * as kmsRules from "./rules";
