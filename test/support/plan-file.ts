/** An inline policy of an execution role, as a saved plan shows it before anything is applied. */
export interface PlannedPolicy {
  /** Whether a reviewer sees its whole text. */
  readonly known: boolean;
  /** Whether it stands in the configuration as a literal, without any expression. */
  readonly literal: boolean;
  readonly resources: readonly string[];
}

/** What a reviewer reads from a saved plan. */
export interface PlanFile {
  /** The policy `name` of the execution role of `service`. @throws Error when the plan has none */
  policy(service: string, name: string): PlannedPolicy;
}

interface PlanJson {
  readonly resource_changes: readonly {
    readonly address: string;
    readonly change: {
      readonly after: { readonly policy?: string };
      readonly after_unknown: { readonly policy?: boolean };
    };
  }[];
  readonly configuration: {
    readonly root_module: {
      readonly resources: readonly {
        readonly address: string;
        readonly expressions: { readonly policy?: { readonly constant_value?: string } };
      }[];
    };
  };
}

/** Reads what `terraform show -json` says about a saved plan. */
export function readPlan(shown: unknown): PlanFile {
  const { resource_changes: changes, configuration } = shown as PlanJson;
  return {
    policy: (service, name) => {
      const start = `aws_iam_role_policy.${service}_task_execution-role_${name}_`;
      const named = changes.filter(({ address }) => address.startsWith(start));
      // One that goes stands at an address of its own.
      const change = (named.find(({ change: { after } }) => after as unknown) ?? named[0])?.change;
      if (!change) throw new Error(`the plan has no policy ${name} of ${service}`);
      const { resources } = configuration.root_module;
      const configured = resources.find(({ address }) => address.startsWith(start));
      return {
        known: !("policy" in change.after_unknown) && change.after.policy !== undefined,
        literal: configured?.expressions.policy?.constant_value !== undefined,
        resources: resourcesOf(change.after.policy),
      };
    },
  };
}

function resourcesOf(policy = '{"Statement":[]}'): readonly string[] {
  const { Statement } = JSON.parse(policy) as {
    readonly Statement: readonly { readonly Resource: string | readonly string[] }[];
  };
  return Statement.flatMap(({ Resource }) => Resource).sort();
}
