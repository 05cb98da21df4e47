export { assumedByEcs, decryptRequest, readRequest, type Tags } from "./requests";
export {
  credentialSpecs,
  describeSource,
  environmentFiles,
  objects,
  parseMention,
  registryCredentials,
  ways,
  type Reader,
  type Way,
} from "./ways";
