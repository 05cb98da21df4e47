export { observe, type FindingContext } from "./finding-rule";
export { misplacedValues, plainTexts } from "./plain-texts";
export { findingRules } from "./rules";
export { driftOf } from "./unforeseen";
