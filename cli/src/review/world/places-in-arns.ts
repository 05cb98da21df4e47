import { parseArn, type Arn } from "../../../../modules/facts";
import { mostFrequent, objectIn, textIn, withoutIndexes, type Plan } from "../plan";

/** The key of the provider that makes or reads what has this address. */
export function providerOf({ configuration }: Plan, address: string): string {
  return configuration.resources.get(withoutIndexes(address))?.provider ?? "aws";
}

/** Types whose names stand in ARNs that policies write out. */
const NAMED =
  /^aws_(?:secretsmanager_secret|ssm_parameter|iam_(?:role|user|policy)|s3_access_point|s3control_object_lambda_access_point)$/;

const NAMED_ARN =
  /arn:aws[a-z-]*:(?:secretsmanager|ssm|iam|s3|s3-object-lambda):([a-z0-9-]*):(\d{12}):(?:secret:|parameter\/?|(?:role|user|policy|accesspoint)\/)([A-Za-z0-9/_+=.@-]+)/g;

/** The account, or the Region, in the ARNs by which anything in the plan names what it makes, or what one provider makes. */
export function ofNames(
  plan: Plan,
  part: "region" | "account",
  key: string | undefined,
): string | undefined {
  const { changes } = plan;
  const names = new Set(
    changes.flatMap(({ address, type, before, after }) =>
      NAMED.test(type) && (key === undefined || providerOf(plan, address) === key)
        ? [before, after].map((values) => textIn(values?.["name"]) ?? "")
        : [],
    ),
  );
  names.delete("");
  if (names.size === 0) return undefined;
  const isNamed = (text: string): boolean =>
    [text, `/${text}`, text.replace(/-[A-Za-z0-9]{0,6}$|\/object\/.*$/, "")].some((name) =>
      names.has(name),
    );
  return mostFrequent(
    changes.flatMap(({ before, after }) =>
      [...JSON.stringify([before, after]).matchAll(NAMED_ARN)].flatMap(
        ([, region, account, name = ""]) =>
          isNamed(name) ? [part === "region" ? region : account] : [],
      ),
    ),
  );
}

/** The account that the policies of keys name most often: without its own account nobody could manage a key. */
export function accountOfKeys({ changes }: Plan): string | undefined {
  return mostFrequent(
    changes
      .filter(({ type }) => type.startsWith("aws_kms_"))
      .flatMap(({ before, after }) =>
        [before, after].flatMap((values) =>
          [...(textIn(values?.["policy"]) ?? "").matchAll(/:iam::(\d{12}):root"/g)].map(
            ([, account]) => account,
          ),
        ),
      ),
  );
}

/** Start of an ARN that names its Region and account. */
const LOCATED = /arn:aws[a-z-]*:(?:ssm|secretsmanager|kms|ecs|logs|ecr):[a-z0-9-]+:\d{12}:/g;

/** ARNs of resources, and those that policies and task definitions name; of one provider, or of all. */
export function arnsIn(plan: Plan, key: string | undefined): readonly Arn[] {
  const texts = plan.changes.flatMap(({ address, before, after }) => {
    if (key !== undefined && providerOf(plan, address) !== key) return [];
    return [before, after].flatMap((values) =>
      ["arn", "policy", "container_definitions", "execution_role_arn"].map(
        (name) => textIn(objectIn(values)[name]) ?? "",
      ),
    );
  });
  return texts.flatMap((text) =>
    (text.match(LOCATED) ?? []).flatMap((start) => parseArn(start) ?? []),
  );
}
