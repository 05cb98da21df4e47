export { analyseAccess } from "./analyse-access";
export { matters } from "./gives";
