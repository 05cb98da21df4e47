import { parsePolicy, type PolicyDocument } from "../../policy";
import TEXTS from "./managed-policy-texts.json";
import { foreignPolicy, parsed, policyIn, type PolicySource } from "./policies";
import type { Side } from "./side";

const statements: Readonly<Record<string, readonly object[]>> = TEXTS.statements;
const harmless: ReadonlySet<string> = new Set(TEXTS.harmless);
const read = new Map<string, PolicySource>();

/**
 * A managed policy that is no resource of the plan. Those of AWS are public: of each the statements are known that give a
 * secret away, or that let give it away; the others can read nothing.
 *
 * @see https://docs.aws.amazon.com/aws-managed-policy/latest/reference/policy-list.html
 */
export function outsidePolicy(arn: string): PolicySource {
  const known = read.get(arn);
  if (known) return known;
  const [, partition, name = arn] = /^arn:([^:]+):iam::aws:policy\/(.+)$/.exec(arn) ?? [];
  const policy = partition === undefined ? undefined : publicPolicy(name, partition);
  if (policy) read.set(arn, policy);
  return policy ?? foreignPolicy(name, reasonFor(name, partition));
}

function publicPolicy(name: string, partition: string): PolicySource | undefined {
  if (harmless.has(name)) return { name, document: NOTHING };
  const Statement = Object.hasOwn(statements, name) ? statements[name] : undefined;
  if (!Statement) return undefined;
  // AWS writes the same policy for each partition, with its ARNs.
  const text = JSON.stringify({ Version: "2012-10-17", Statement });
  return parsed(name, text.replaceAll("arn:aws:", `arn:${partition}:`));
}

const NOTHING: PolicyDocument = parsePolicy({ Version: "2012-10-17", Statement: [] });

function reasonFor(name: string, partition: string | undefined): string {
  return partition === undefined
    ? `${name} is not part of this plan, so what it allows is not known`
    : `${name} of AWS is newer than the texts of ${TEXTS.date} that are known here, so what it allows is not known`;
}

/** Finds the managed policy with an ARN: one of the plan, one of AWS that is known here, else what is unknown. */
export function managedPolicies(side: Side): (arn: string) => PolicySource {
  const resources = [...side.ofType("aws_iam_policy"), ...side.ofType("data.aws_iam_policy")];
  const managed = new Map(
    resources.flatMap((resource): [string, PolicySource][] => {
      const policy = policyIn(side, resource, "policy");
      const arn = side.text(resource, "arn");
      return policy && arn !== undefined ? [[arn, policy]] : [];
    }),
  );
  return (arn) => managed.get(arn) ?? outsidePolicy(arn);
}
