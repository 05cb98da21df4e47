export { assumedByEcs, decryptRequest, readRequest } from "./requests";
export {
  describeSource,
  environmentFiles,
  objects,
  parseMention,
  registryCredentials,
  ways,
  type Reader,
  type Way,
} from "./ways";
