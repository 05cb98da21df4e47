import { CONDITION_OPERATORS, type ConditionOperator } from "./condition-operators";
import { every, no, not, some, unknown, yes, type Match } from "./match";
import type { Reading } from "./pattern";
import type { Condition } from "./parse-policy";
import type { ContextValue } from "./access-request";

type Qualifier = "ForAllValues" | "ForAnyValue" | undefined;

const FORM = /^(?:(ForAllValues|ForAnyValue):)?([A-Za-z]+?)(IfExists)?$/;

/**
 * Whether one condition holds. Missing keys decide as AWS documents it: a plain operator fails, a
 * negated one holds, `IfExists` and `ForAllValues` hold, `ForAnyValue` fails.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys.html
 */
export function matchCondition(condition: Condition, reading: Reading): Match {
  const { operator: written, key, values } = condition;
  const found = reading.context.lookup(key);
  const [, qualifier, name = "", ifExists] = FORM.exec(written) ?? [];
  if (values.length === 0) return unknown(`the condition ${written} on ${key} has no value`);
  if (name === "Null" && qualifier === undefined && ifExists === undefined) {
    return matchNull(condition, found);
  }
  const operator = CONDITION_OPERATORS.get(name);
  if (operator === undefined) {
    return unknown(`the condition operator ${written} is not one this evaluator knows`);
  }
  if (found.state === "unknown") return unknown(found.why, found.text);
  const match =
    found.state === "absent"
      ? matchAbsent(operator, qualifier as Qualifier, ifExists !== undefined, condition)
      : matchPresent(operator, qualifier as Qualifier, found.values, condition, reading);
  return match.is === "no" ? no(explain(condition, found)) : match;
}

function matchAbsent(
  operator: ConditionOperator,
  qualifier: Qualifier,
  ifExists: boolean,
  { operator: written, key }: Condition,
): Match {
  if (qualifier === "ForAllValues") return yes();
  if (qualifier === "ForAnyValue") {
    // Two documented rules contradict each other here.
    return ifExists ? unknown(`${written} on the missing key ${key} is not documented`) : no();
  }
  return ifExists || operator.negated ? yes() : no();
}

function matchPresent(
  operator: ConditionOperator,
  qualifier: Qualifier,
  own: readonly string[],
  { operator: written, key, values }: Condition,
  reading: Reading,
): Match {
  const test = (value: string): Match => {
    const matched = some(values.map((wanted) => operator.compare(value, wanted, reading)));
    return operator.negated ? not(matched) : matched;
  };
  const [first, ...more] = own;
  if (qualifier !== undefined && own.every((value) => value === "")) {
    // Documented: a key that resolves to an empty data set satisfies ForAllValues, never ForAnyValue.
    if (qualifier === "ForAllValues") return yes();
    return own.length > 0 && some(own.map(test)).is !== "no"
      ? unknown(`${written} compares the empty value of ${key}`)
      : no();
  }
  if (qualifier === "ForAllValues") return every(own.map(test));
  if (qualifier === "ForAnyValue") return some(own.map(test));
  if (first === undefined || more.length > 0) {
    return unknown(
      `${key} has ${own.length} values, which ${written} without ForAllValues or ForAnyValue does not decide`,
    );
  }
  return test(first);
}

function matchNull({ key, values }: Condition, found: ContextValue): Match {
  if (found.state === "unknown") return unknown(found.why, found.text);
  const absent = found.state === "absent" ? "true" : "false";
  const wanted = values.map((value) => value.toLowerCase());
  const odd = wanted.find((value) => value !== "true" && value !== "false");
  if (odd !== undefined)
    return unknown(`the condition Null on ${key} wants neither true nor false`);
  if (wanted.includes(absent)) return yes();
  return no(`its condition Null wants ${key} ${absent === "true" ? "present" : "absent"}`);
}

function explain({ operator, key, values }: Condition, found: ContextValue): string {
  const shown = values.map((value) => `"${value}"`).join(" or ");
  const own =
    found.state === "present"
      ? found.values.map((value) => `"${value}"`).join(", ")
      : "no such key";
  return `its condition ${operator} wants ${key} ${shown} and the request has ${own}`;
}
