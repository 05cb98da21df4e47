export { clausesOf, hasHole, type Clause } from "./clause";
export { coversResource, coversSymbols, isPattern, symbolsOf } from "./cover";
export {
  Explanations,
  hasHarmlessValues,
  isShowableKey,
  type Need,
  type PolicyPair,
  statementChanges,
} from "./statement-changes";
