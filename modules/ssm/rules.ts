import { defineRule } from "../core";

const PUT_PARAMETER =
  "https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_PutParameter.html";

/** What a name looks like, also that of a parameter of AWS; a text says how it does not. */
export function isParameterName(name: string): boolean | string {
  const levels = name.replace(/^\//, "").split("/");
  if (!/^[A-Za-z0-9_.\-/]+$/.test(name)) return false;
  if (name.includes("/") && !name.startsWith("/")) return false;
  if (levels.length > 15) return `${levels.length} levels`;
  return !levels.includes("");
}

export const parameterName = defineRule<string>({
  id: "ssm-parameter-name",
  demands:
    "be letters, digits, `.`, `-`, `_` and `/`; start with `/` when it has one; at most 15 levels; not begin with `aws` or `ssm`",
  source: PUT_PARAMETER,
  remedy: "Use a path such as /orders/dev/api-key.",
  broken: (name) => {
    const form = isParameterName(name);
    if (typeof form === "string") return form;
    return !form || /^\/?(aws|ssm)/i.test(name);
  },
});

/** Of a parameter that exists: AWS has some of its own, such as /aws/reference/secretsmanager/NAME. */
export const existingParameterName = defineRule<string>({
  id: "ssm-existing-parameter-name",
  demands:
    "be letters, digits, `.`, `-`, `_` and `/`; start with `/` when it has one; at most 15 levels",
  source: PUT_PARAMETER,
  remedy: "Use its whole path, such as /orders/dev/api-key.",
  broken: (name) => {
    const form = isParameterName(name);
    return typeof form === "string" ? form : !form;
  },
});

export const parameterNameUnique = defineRule<{ readonly other?: string }>({
  id: "ssm-parameter-name-unique",
  demands: "be the name of one parameter only in its account and Region, also between stacks",
  source: PUT_PARAMETER,
  remedy:
    "Rename one of them, or let both readers have the same parameter. One that moves to another stack needs another name there.",
  broken: ({ other }) => other !== undefined && `that of ${other}, too`,
});

export const parameterArnLength = defineRule<string>({
  id: "ssm-parameter-arn-length",
  demands: "be at most 1011 characters together with the ARN's prefix",
  source: PUT_PARAMETER,
  remedy: "Shorten the path.",
  broken: (arn) => arn.length > 1011 && `${arn.length} characters`,
});

export const parameterDescription = defineRule<string>({
  id: "ssm-parameter-description",
  demands: "be at most 1024 characters",
  source: PUT_PARAMETER,
  remedy: "Shorten it.",
  broken: (description) => description.length > 1024 && `${description.length} characters`,
});

export const parameterPattern = defineRule<string>({
  id: "ssm-parameter-allowed-pattern",
  demands: "be at most 1024 characters",
  source: PUT_PARAMETER,
  remedy: "Shorten it.",
  // Its syntax is Java's, which JavaScript cannot judge.
  broken: (pattern) => pattern.length > 1024 && `${pattern.length} characters`,
});

export const parameterArn = defineRule<string>({
  id: "ssm-parameter-arn",
  demands:
    "be the full ARN of a parameter without a version or label (`arn:…:ssm:REGION:ACCOUNT:parameter/NAME`), whose name has no second `/` before it",
  source:
    "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/secrets-envvar-ssm-paramstore.html",
  remedy:
    "ECS reads the current version only; remove `:VERSION`, or give the ARN of the parameter itself.",
  broken: (arn) => {
    const [, path] = /^arn:[a-z-]+:ssm:[a-z0-9-]+:\d{12}:parameter(\/.+)$/s.exec(arn) ?? [];
    return path === undefined || isParameterName(path) !== true;
  },
});

export const parameterAccount = defineRule<{ readonly account: string; readonly own: string }>({
  id: "ssm-parameter-account",
  demands: "be in the account of the task: ECS refuses parameters of another account",
  source:
    "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/secrets-envvar-ssm-paramstore.html",
  remedy: "Use a Secrets Manager secret, which can be shared, or copy the parameter.",
  broken: ({ account, own }) => account !== own && `account ${account} (the task's is ${own})`,
});

export const valueSize = defineRule<{ readonly bytes: number; readonly tier: string }>({
  id: "ssm-value-size",
  demands: "be at most 4096 bytes, or 8192 in the Advanced tier",
  source: PUT_PARAMETER,
  remedy: "Use a Secrets Manager secret, which holds 65,536.",
  broken: ({ bytes, tier }) =>
    bytes > (tier === "Advanced" ? 8192 : 4096) && `at least ${bytes} in the ${tier} tier`,
});

export const valueNesting = defineRule<string>({
  id: "ssm-value-nesting",
  demands: "hold no `{{`, which Parameter Store takes for another parameter's name",
  source: PUT_PARAMETER,
  remedy: "Use a Secrets Manager secret, or write the template in the application.",
  broken: (literal) => literal.includes("{{") && "a text with one",
});
