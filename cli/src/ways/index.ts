export { assumedByEcs, decryptRequest, readRequest, type TaskLocation } from "./requests";
export {
  describeSource,
  isParameterOfOtherAccount,
  parseValueFrom,
  secretNameOf,
  type ValueFrom,
} from "./value-from";
export {
  objects,
  registryCredentials,
  environmentFiles,
  ways,
  type Reader,
  type Way,
} from "./ways";
