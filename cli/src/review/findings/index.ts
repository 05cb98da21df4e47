export { observe, type FindingContext } from "./finding-rule";
export { plainTexts } from "./plain-texts";
export { findingRules } from "./rules";
export { driftOf } from "./unforeseen";
export { misplacedValues } from "./value-as-reference";
