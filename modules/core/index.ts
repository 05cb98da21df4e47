export { AwsTarget, type ArnParts, type AwsTargetProps } from "./aws-target";
export { deployToAws, type DeployToAwsProps } from "./deploy-to-aws";
export { EphemeralResource, type EphemeralResourceProps } from "./ephemeral-resource";
export { EphemeralVariable } from "./ephemeral-variable";
export { findSecret } from "./find-secret";
export { type IGrantee, type PolicyName } from "./grantee";
export { jsonEmbedded } from "./json-embedded";
export { mergeStatements } from "./merge-statements";
export { ModuleDefaults, type ModuleDefaultsProps } from "./module-defaults";
export { physicalName } from "./physical-name";
export { PlainText, type PlainTextProps } from "./plain-text";
export { plainTextReason } from "./plain-text-rules";
export { PolicyDocument } from "./policy-document";
export { type Conditions, type PolicyStatement } from "./policy-statement";
export {
  collectProblems,
  describeFinding,
  describeProblem,
  reportProblem,
  ValidationError,
  type Problem,
} from "./problems";
export { revisionRule } from "./revision";
export { allRules, defineRule, findRule, isUnresolved, Rule, type RuleDefinition } from "./rule";
export { ScopeSetting } from "./scope-setting";
export { guardTags, tagPlainText } from "./tag-guard";
export {
  hclString,
  lazyTerraformJson,
  literalText,
  padUnknown,
  terraformJson,
  type Json,
} from "./terraform-json";
export { type GeneratedValueProps } from "./values/generated-value";
export { type JsonFields } from "./values/json-value";
export { SecretValue } from "./values/secret-value";
export { type ExternalValue, type SecretShape, type WrittenValue } from "./values/written-value";
export { warn } from "./warnings";
