export { allowancesOf, isAllowed } from "./allowances";
export {
  configurationOf,
  constantOf,
  referencesIn,
  withoutIndexes,
  type ConfiguredModule,
  type ConfiguredResource,
  type Repetition,
} from "./configuration";
export {
  canonicalJson,
  hasMarks,
  isMarked,
  isObject,
  listIn,
  marksOf,
  mostFrequent,
  objectIn,
  own,
  ownPath,
  parseJson,
  textIn,
  textsOf,
  type JsonObject,
} from "../../json";
export {
  attributeNames,
  changeAt,
  changedAttributes,
  COMPUTE,
  goesWithKey,
  goesWithWhole,
  hidesUserData,
  isKey,
  isParameterName,
  isSecret,
  isSecretName,
  isWritten,
  leavesItsWhole,
  mayChange,
  secretName,
  withoutEmpty,
} from "./resources";
export { readAsItIs } from "./as-it-is";
export type {
  AwaitedOutputs,
  Plan,
  ResourceChange,
  StackInput,
  State,
  SynthesizedConfiguration,
  Values,
} from "./plan";
export { readPlan, UnusablePlanError } from "./read-plan";
export { decodeUrl, secretParts, textOfBase64 } from "./secret-parts";
export { isShown } from "./shown-attributes";
export {
  fillIn,
  fillInJson,
  holdsExpression,
  KNOWN_AFTER_APPLY,
  parseTemplateJson,
  soleReference,
} from "./templates";
export { BEGUN, isUnfinished, MADE_LAST } from "./renewals";
export { isPlainParameter } from "./plain-marks";
export { holdsSecret, placeOf, placesOfShortValues, taintedValues } from "./tainted-values";
export { TextSearch } from "./text-search";
