// What the modules share among themselves: no part of the package's public face, and closed in its `exports`.
export { checkReaderAccount } from "./readable-secret";
export { checkSelectedVersion } from "./version-pins";
