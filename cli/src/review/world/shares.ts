import { KNOWN_AFTER_APPLY } from "../plan";
import { foreignPolicy, parsed, type PolicySource } from "./policies";
import { show } from "./place";
import type { Side } from "./side";
import { optional, type SecretInWorld } from "./world";

/** To whom something is shared. */
interface Shared {
  /** As the policy that would let in the same. @default - to nobody of whom the plan tells */
  readonly policy?: PolicySource;
  /** Shares of which the plan does not tell to whom they give. */
  readonly unknown: readonly PolicySource[];
}

/**
 * What the Resource Access Manager shares, by its ARN: of parameters a share lets them be read. Whoever is of any of the shares that
 * something is in may read it; the labels of the associations are the name of the policy.
 *
 * @see https://docs.aws.amazon.com/systems-manager/latest/userguide/parameter-store-shared-parameters.html
 */
export function sharesOf(side: Side): ReadonlyMap<string, Shared> {
  const principals = new Map<string, string[]>();
  for (const resource of side.ofType("aws_ram_principal_association")) {
    const share = side.text(resource, "resource_share_arn") ?? "";
    const principal = side.text(resource, "principal") ?? KNOWN_AFTER_APPLY;
    principals.set(share, [...(principals.get(share) ?? []), principal]);
  }
  const held = new Set(
    side.ofType("aws_ram_resource_share").map((resource) => side.text(resource, "arn")),
  );
  const shared = new Map<string, { readonly share: string; readonly label: string }[]>();
  for (const resource of side.ofType("aws_ram_resource_association")) {
    const arn = side.text(resource, "resource_arn") ?? "";
    const share = side.text(resource, "resource_share_arn") ?? "";
    shared.set(arn, [...(shared.get(arn) ?? []), { share, label: resource.label }]);
  }
  return new Map(
    [...shared].map(([arn, all]): [string, Shared] => {
      const given = all.filter(({ share }) => principals.has(share));
      const Statement = [...new Set(given.flatMap(({ share }) => principals.get(share) ?? []))].map(
        statementFor,
      );
      const names = given.map(({ label }) => label).sort();
      // Whoever makes a share may give it to more than this plan tells, unless that is where it is made.
      const open = all.filter(
        ({ share }) => !held.has(share) && !(share.includes("${") && principals.has(share)),
      );
      const shares = [...new Set(open.map(({ share }) => share))].sort();
      return [
        arn,
        {
          ...optional(
            "policy",
            given.length === 0
              ? undefined
              : parsed(names.join(", "), { Version: "2012-10-17", Statement }),
          ),
          unknown: shares.map(unknownShare),
        },
      ];
    }),
  );
}

/** What a parameter has of the shares that it is in. */
export function shareOf(
  shares: ReadonlyMap<string, Shared>,
  arn: string,
): Pick<SecretInWorld, "policy" | "unknownShares"> {
  const { policy, unknown = [] } = shares.get(arn) ?? {};
  return {
    ...optional("policy", policy),
    ...(unknown.length === 0 ? {} : { unknownShares: unknown }),
  };
}

function statementFor(principal: string): object {
  // Whoever is of an organization, or of a part of it, is asked for where its members are known.
  const isOrganization = principal.includes(":organizations:");
  return {
    Effect: "Allow",
    Principal: { AWS: isOrganization ? "*" : principal },
    Action: ["ssm:GetParameter", "ssm:GetParameters", "ssm:GetParameterHistory"],
    Resource: "*",
    ...(isOrganization
      ? { Condition: { "ForAnyValue:StringLike": { "aws:PrincipalOrgPaths": "*" } } }
      : {}),
  };
}

function unknownShare(share: string): PolicySource {
  const name = `the share ${share === "" ? "known after apply" : show(share).replace(/\$\{([^}]*)\}/g, "$1")}`;
  return foreignPolicy(
    name,
    `${name} is not part of this plan, so whom else it lets read is not known`,
  );
}
