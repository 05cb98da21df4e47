export type { FindingContext } from "./finding-rule";
export { plainTexts } from "./plaintext-secret";
export { findingRules } from "./rules";
export { driftOf } from "./unforeseen";
export { misplacedValues } from "./value-as-reference";
