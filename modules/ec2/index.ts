export { NetworkLookup, type NetworkLookupProps } from "./network-lookup";
