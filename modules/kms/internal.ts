// What the modules share among themselves: no part of the package's public face, and closed in its `exports`.
export { grantStored } from "./grant-stored";
export { checkKeyRegion, keyProp, keyRegionOf, madeKeyProp } from "./key-region";
