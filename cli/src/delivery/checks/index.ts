export { referenceChecks } from "./reference";
export { roleChecks } from "./role";
