export { lookUp, secretChangedAt } from "./look-up";
export {
  readKey,
  type KeyPlace,
  type SecretChange,
  type StoredKey,
  type StoredSecret,
} from "./stored-secret";
