export { hasPlatform, isLinuxOnFargate, networkChecks, type NetworkSubject } from "./checks";
export { readNetwork, type Network } from "./network";
