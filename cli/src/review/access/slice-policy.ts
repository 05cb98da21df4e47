import type { Condition, Patterns, PolicyDocument, Statement } from "../../policy";

/**
 * The policy with only those values that could be about one of `texts`. A shared role names hundreds of secrets, and is
 * judged once for each of them; what is left out would match none of these, so the evaluator's answer is the same.
 *
 * @param texts the ARNs of one request, and its encryption context
 */
export function slicePolicy(document: PolicyDocument, texts: readonly string[]): PolicyDocument {
  return { ...document, statements: document.statements.map((one) => sliceStatement(one, texts)) };
}

/** From how many values on it is worth it. */
const MANY = 8;

function sliceStatement(statement: Statement, texts: readonly string[]): Statement {
  const { resource, conditions } = statement;
  return {
    ...statement,
    ...(resource ? { resource: sliceResource(resource, texts) } : {}),
    conditions: conditions.map((condition) => sliceCondition(condition, texts)),
  };
}

function sliceResource(resource: Patterns, texts: readonly string[]): Patterns {
  return resource.negated ? resource : { ...resource, values: slice(resource.values, texts) };
}

/** Only where several values mean "any of them". */
function sliceCondition(condition: Condition, texts: readonly string[]): Condition {
  const isContext = /^kms:EncryptionContext:/i.test(condition.key);
  const isAnyOf = /^(?:StringEquals|StringLike|ArnEquals|ArnLike)$/.test(condition.operator);
  return isContext && isAnyOf
    ? { ...condition, values: slice(condition.values, texts) }
    : condition;
}

function slice(values: readonly string[], texts: readonly string[]): readonly string[] {
  if (values.length < MANY) return values;
  const starts = startsOf(values);
  const some = values.filter((value, at) => {
    const start = starts[at] ?? "";
    return texts.some((text) => (start === value ? text === value : text.startsWith(start)));
  });
  // A statement without any value would be no statement.
  return some.length > 0 ? some : values.slice(0, 1);
}

const known = new WeakMap<readonly string[], readonly string[]>();

/** Of each value the text up to its first wildcard or variable. */
function startsOf(values: readonly string[]): readonly string[] {
  const starts =
    known.get(values) ??
    values.map((value) => {
      const at = value.search(/[*?$]/);
      return at === -1 ? value : value.slice(0, at);
    });
  known.set(values, starts);
  return starts;
}
