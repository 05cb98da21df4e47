export { assumedByEcs, decryptRequest, readRequest } from "./requests";
export {
  describeSource,
  environmentFiles,
  objects,
  registryCredentials,
  ways,
  type Reader,
  type Way,
} from "./ways";
