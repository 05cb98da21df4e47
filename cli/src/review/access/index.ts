export { analyseAccess } from "./analyse-access";
