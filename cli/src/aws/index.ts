export { AwsClients } from "./clients";
export { explained, messageOf, nextAfter } from "./errors";
export {
  batchesOf,
  collect,
  found,
  mapReading,
  read,
  remember,
  type NotFound,
  type Reading,
} from "./reading";
