export { readNetwork, type Network, type Subnet } from "./read-network";
export { neededServices, type NeededService } from "./needed-services";
