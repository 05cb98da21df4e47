// What the modules share among themselves: no part of the package's public face, and closed in its `exports`.
export { arnPart, checkPartition, regionOf } from "./arn-place";
export { prepareStack } from "./deploy-to-aws";
export { resolved } from "./elements";
export { findSecret } from "./find-secret";
export { GeneratedFile } from "./generated-file";
export { jsonEmbedded } from "./json-embedded";
export { keepLifecycle } from "./kept-lifecycle";
export { physicalName, shortened, takeName } from "./names";
export { dependablesOf, OrderOfCreation } from "./order";
export { allowPlainText } from "./plain-text-allowances";
export { PolicyDocument } from "./policy-document";
export { describeFinding, warn } from "./problems";
export {
  given,
  known,
  knownTexts,
  listOf,
  mapOf,
  nearestName,
  object,
  pickProps,
  readObject,
  readProps,
  text,
  textMap,
  texts,
  type PropReader,
  type PropTable,
} from "./props";
export { isUnresolved } from "./rule";
export { ScopeSetting } from "./scope-setting";
export { TerraformData } from "./terraform-data";
export {
  hclString,
  lazyTerraformJson,
  literalText,
  numberText,
  padUnknown,
  terraformText,
} from "./terraform-json";
export { stringTokensIn } from "./templates";
export { awaitValues, guardWrite } from "./values/write-guard";
export { revisionRule } from "./values/written-value";
