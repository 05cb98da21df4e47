export {
  EncryptionKey,
  type DecryptUse,
  type EncryptionKeyProps,
  type IEncryptionKey,
} from "./encryption-key";
