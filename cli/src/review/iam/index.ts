export { clausesOf, hasHole, type Clause } from "./clause";
export { coversResource } from "./cover";
export { Explanations, statementChanges, type Need, type PolicyPair } from "./statement-changes";
export { coversSymbols, isPattern, symbolsOf } from "./text-pattern";
