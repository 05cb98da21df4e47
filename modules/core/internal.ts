// What the modules share among themselves: no part of the package's public face, and closed in its `exports`.
export {
  arn,
  arnPart,
  checkPartition,
  checkRegionPartition,
  innerArn,
  partArn,
  partArns,
  regionalArn,
  regionalArns,
  regionalPartArn,
  regionOf,
} from "./arn-place";
export { prepareStack } from "./deploy-to-aws";
export { addressOf, constructsIn, resolved, withoutTraces } from "./elements";
export { findSecret, isToldLate } from "./plain-text";
export { GeneratedFile } from "./generated-file";
export { jsonEmbedded, numbersEmbedded, valuesEmbedded, policyText } from "./json-embedded";
export { keepLifecycle, keepName, keepWritten } from "./kept";
export { claimName, physicalName, shortened, takeArn, takeName } from "./names";
export { dependablesOf, dependablesProp, OrderOfCreation } from "./order";
export { digestOf, nameDigest, spelledName } from "./name-digest";
export { addressable, addressBy, goesLast } from "./own-address";
export { allowPlainText } from "./plain-text-allowances";
export { PolicyDocument } from "./policy-document";
export { GRANTEE, policyTexts } from "./policy-texts";
export { describeFinding, warn } from "./problems";
export {
  choice,
  flag,
  given,
  having,
  knownFlag,
  knownList,
  knownMap,
  knownNumber,
  knownTexts,
  name,
  names,
  needed,
  number,
  numbers,
  part,
  partMap,
  parts,
  readKnown,
  text,
  textMap,
  texts,
} from "./prop-readers";
export {
  checkArgument,
  checkArguments,
  FUNCTION,
  checkEither,
  checkNeeded,
  checkPropsOf,
  checkType,
  CHOICE,
  CONSTRUCT,
  eitherType,
  kindOf,
  listType,
  mapType,
  NUMBER,
  objectType,
  RECORD,
  recordOf,
  TEXT,
  type FlagReader,
  type NumberReader,
  type PropReader,
  type PropTable,
  type TextReader,
  type TextsReader,
  type WordReader,
} from "./prop-types";
export {
  checkWord,
  listOf,
  mapOf,
  nearestName,
  object,
  oneOf,
  pickProps,
  readObject,
  readProps,
  type Words,
} from "./props";
export { enforceKnown, isUnresolved, isWhole } from "./rule";
export {
  accountsOf,
  checkArnAccount,
  checkSameAccount,
  checkSamePlace,
  checkSameRegion,
} from "./same-place";
export { resolveQuickly } from "./quick-render";
export { ScopeSetting } from "./scope-setting";
export { TerraformData } from "./terraform-data";
export {
  eitherText,
  hclString,
  lazyArgument,
  lazyTerraformJson,
  lazyText,
  literalText,
  numberExpression,
  padUnknown,
  terraformText,
  textOf,
} from "./terraform-json";
export { stringTokensIn } from "./templates";
export { contentsOf, type TokenContents } from "./token-contents";
export { inSameOrder } from "./token-order";
export { awaitValues, guardWrite } from "./values/write-guard";
export { revisionRule } from "./values/written-value";
