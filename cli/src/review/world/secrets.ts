import { parameterNameOf, parseArn, SECRET_SUFFIX, secretNameOf } from "../../../../modules/facts";
import { listIn, own, textIn } from "../plan";
import { customerKey, policiesOn, withData } from "./keys";
import { SECRETS_OF_AWS, show } from "./place";
import { policyIn, type PolicySource } from "./policies";
import { shareOf, sharesOf } from "./shares";
import type { Resource, Side } from "./side";
import { optional, type SecretInWorld } from "./world";

/** Secrets of Secrets Manager and parameters that hold secrets. */
export function secretsOf(side: Side): readonly SecretInWorld[] {
  const policyOf = secretPolicies(side);
  const rotations = new Map(
    side
      .ofType("aws_secretsmanager_secret_rotation")
      .map((one) => [side.text(one, "secret_id"), side.text(one, "rotation_lambda_arn")]),
  );
  const secrets = withData(side, "aws_secretsmanager_secret").flatMap((resource) => {
    const arn = side.text(resource, "arn") ?? "";
    const secret: SecretInWorld = {
      address: resource.address,
      store: "secretsmanager",
      title: show(`secret ${side.text(resource, "name") ?? resource.label}`),
      arn,
      ...optional("policy", policyOf(arn) ?? policyIn(side, resource, "policy")),
      ...optional("keyId", customerKey(side.text(resource, "kms_key_id"))),
      ...optional("tags", side.tags(resource)),
      ...assumedIn(side, resource),
      ...optional("rotatedBy", rotations.get(arn)),
      plainText: false,
    };
    return [secret, ...replicasOf(secret, resource)];
  });
  const shares = sharesOf(side);
  const parameters = withData(side, "aws_ssm_parameter").map((resource): SecretInWorld => {
    const arn = side.text(resource, "arn") ?? "";
    const isSecure = side.text(resource, "type") === "SecureString";
    return {
      address: resource.address,
      store: "ssm",
      title: show(`parameter ${side.text(resource, "name") ?? resource.label}`),
      arn,
      ...shareOf(shares, arn),
      ...optional("keyId", isSecure ? customerKey(side.text(resource, "key_id")) : undefined),
      ...optional("tags", side.tags(resource)),
      ...assumedIn(side, resource),
      plainText: !isSecure,
    };
  });
  return [...secrets, ...secretsOfAws(side, policyOf), ...parameters];
}

/** The policy that a resource of its own sets on the secret with an ARN, which that may name without the six characters. */
function secretPolicies(side: Side): (arn: string) => PolicySource | undefined {
  const policies = policiesOn(side, "aws_secretsmanager_secret_policy", "secret_arn");
  return (arn) => policies.get(arn) ?? policies.get(arn.replace(SECRET_SUFFIX, ""));
}

/**
 * Secrets and parameters that the plan does not hold, and that something in it lets others read.
 *
 * @param outside their ARNs
 */
export function outsideSecrets(side: Side, outside: readonly string[]): readonly SecretInWorld[] {
  const policyOf = secretPolicies(side);
  const shares = sharesOf(side);
  return outside.map((arn): SecretInWorld => {
    const { service = "", resource = "" } = parseArn(arn) ?? {};
    const named = { address: arn, arn, plainText: false };
    if (service === "ssm") {
      const title = show(`parameter ${parameterNameOf(resource)}`);
      const missing = "its key is not part of this plan";
      return { ...named, store: "ssm", title, ...shareOf(shares, arn), missing };
    }
    const policy = policyOf(arn);
    return {
      ...named,
      store: "secretsmanager",
      title: show(`secret ${secretNameOf(arn)}`),
      ...optional("policy", policy),
      missing: policy
        ? "its key is not part of this plan"
        : "its own policy and its key are not part of this plan",
    };
  });
}

/** Of what has no ARN yet. */
function assumedIn(side: Side, resource: Resource): Pick<SecretInWorld, "assumedRegion"> {
  if (!side.isUnknown(resource, "arn")) return {};
  return optional("assumedRegion", side.assumedOf(resource));
}

/** The secrets that AWS makes for databases and connections, and that no resource of the plan stands for. */
function secretsOfAws(
  side: Side,
  policyOf: (arn: string) => PolicySource | undefined,
): readonly SecretInWorld[] {
  return Object.entries(SECRETS_OF_AWS).flatMap(([type, { attribute, flag, key = "" }]) =>
    side.ofType(type).flatMap((resource): SecretInWorld[] => {
      if (flag !== undefined && resource.values[flag] !== true) return [];
      const arn = side.text(resource, attribute) ?? "";
      return [
        {
          address: resource.address,
          store: "secretsmanager",
          title: show(`secret of ${resource.label}`),
          arn,
          ...optional("policy", policyOf(arn)),
          ...optional("keyId", customerKey(side.text(resource, key))),
          plainText: false,
        },
      ];
    }),
  );
}

/**
 * The same secret in other Regions, under the same name, policy and suffix, each with a key of its own.
 *
 * @see https://docs.aws.amazon.com/secretsmanager/latest/userguide/replicate-secrets.html
 */
function replicasOf(secret: SecretInWorld, { values }: Resource): readonly SecretInWorld[] {
  return listIn(values["replica"]).flatMap((replica) => {
    const region = textIn(own(replica, "region"));
    if (region === undefined) return [];
    const { keyId, assumedRegion, ...same } = secret;
    void [keyId, assumedRegion];
    const arn = secret.arn.replace(/^(arn:[^:]+:secretsmanager):[^:]*:/, `$1:${region}:`);
    return [
      { ...same, arn, ...optional("keyId", customerKey(textIn(own(replica, "kms_key_id")))) },
    ];
  });
}
