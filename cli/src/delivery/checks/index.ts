export { referenceChecks } from "./reference-checks";
export { roleChecks } from "./role";
