export { clausesOf, hasHole, type Clause, type Test } from "./clause";
export { covers, coversResource, coversSymbols, isPattern, symbolsOf } from "./cover";
export {
  Explanations,
  hasHarmlessValues,
  isShowableKey,
  type Need,
  type PolicyPair,
  statementChanges,
  unknownThatGo,
} from "./statement-changes";
