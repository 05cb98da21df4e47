export { AwsClients } from "./clients";
export {
  batchesOf,
  collect,
  explained,
  found,
  LOGIN_AGAIN,
  mapReading,
  messageOf,
  nextAfter,
  type NotFound,
  read,
  type Reading,
  remedyOf,
  remember,
} from "./reading";
