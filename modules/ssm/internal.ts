// What the modules share among themselves: no part of the package's public face, and closed in its `exports`.
export { isParameterName } from "./rules";
export { checkParameterAccount } from "./secure-string-parameter";
