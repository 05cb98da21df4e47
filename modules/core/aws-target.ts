import { DataAwsCallerIdentity } from "@cdktf/provider-aws/lib/data-aws-caller-identity";
import { DataAwsPartition } from "@cdktf/provider-aws/lib/data-aws-partition";
import { DataAwsRegion } from "@cdktf/provider-aws/lib/data-aws-region";
import { Aspects, type IAspect, TerraformElement, TerraformProvider, TerraformStack } from "cdktf";
import type { IConstruct } from "constructs";
import { dnsSuffixOf, formatArn, isRegionName, partitionOf, PARTITIONS } from "../facts";
import { argumentOf, constructsIn, isProvided } from "./elements";
import { having, name, needed } from "./prop-readers";
import { checkArgument, CONSTRUCT, RECORD, TEXT, type PropTable } from "./prop-types";
import { readProps } from "./props";
import { defineRule, enforceInTime, isUnresolved } from "./rule";
import { ScopeSetting } from "./scope-setting";

/** Where a stack is deployed. */
export interface DeploymentPlace {
  /** Account id, twelve digits. */
  readonly account: string;
  /** Region, such as `eu-central-1`. */
  readonly region: string;
  /** @default - follows from the Region (`aws`, `aws-cn`, `aws-us-gov`) */
  readonly partition?: string;
}

/** Where what is below a scope is deployed, and by which provider. */
export interface AwsTargetProps extends DeploymentPlace {
  /**
   * AWS provider that makes what is below: every `aws_*` resource, data source and ephemeral resource there that names
   * none itself, those of the app's author included.
   *
   * @default - that of the target around it, or the stack's provider without alias
   */
  readonly provider?: TerraformProvider;
}

/** Texts of ARNs, which are parts of JSON. */
export const PLACE_PROPS = {
  account: needed(name),
  region: needed(name),
  partition: name,
} satisfies PropTable<DeploymentPlace>;

const TARGET_PROPS = {
  ...PLACE_PROPS,
  provider: having("an AwsProvider", "terraformResourceType"),
} satisfies PropTable<AwsTargetProps>;

/** Parts of an ARN; what is left out comes from the target. */
export interface ArnParts {
  /** The service's name in ARNs, such as `ecs`. */
  readonly service: string;
  /** Everything after the account, such as `parameter/orders/api-key`. */
  readonly resource: string;
  /** @default - the target's Region; "" for a global service */
  readonly region?: string;
  /** @default - the target's account; "" where the ARN has none */
  readonly account?: string;
}

const targets = new ScopeSetting<AwsTarget>();
const asked = new WeakSet<AwsTarget>();

/** Whether nobody has declared a target, and its stack asks the provider for what it is. */
export function isAsked(target: AwsTarget): boolean {
  return asked.has(target);
}

/**
 * Partition, account and Region that ARNs are built from.
 *
 * With `AwsTarget.define` they are literals, so every ARN and policy is known at plan time.
 */
export class AwsTarget {
  /** Declares where everything below `scope` is deployed. */
  public static define(scope: IConstruct, props: AwsTargetProps): AwsTarget {
    checkArgument("AwsTarget.define()", "scope", CONSTRUCT, scope);
    const read = readProps(scope, TARGET_PROPS, props);
    const { account, region, partition = partitionOf(region) } = read;
    checkPlace(scope, { account, region, partition });
    enforceInTime(scope, "AwsTarget.define", targets);
    const target = new AwsTarget(partition, account, region, dnsSuffixOf(partition));
    targets.set(scope, target);
    provideBelow(scope, read);
    return target;
  }

  /** The target of `scope` where one was declared; no data source is made for it. */
  public static declaredOf(scope: IConstruct): AwsTarget | undefined {
    checkArgument("AwsTarget.declaredOf()", "scope", CONSTRUCT, scope);
    return targets.get(scope);
  }

  /**
   * The target of `scope`.
   *
   * Where none was declared, the stack asks the provider through three data sources; ARNs are then known at plan
   * time, but not in the synthesized JSON.
   */
  public static of(scope: IConstruct): AwsTarget {
    checkArgument("AwsTarget.of()", "scope", CONSTRUCT, scope);
    const declared = targets.get(scope);
    if (declared) return declared;
    const stack = TerraformStack.of(scope);
    const partition = new DataAwsPartition(stack, "aws-partition");
    const target = new AwsTarget(
      partition.partition,
      new DataAwsCallerIdentity(stack, "aws-caller-identity").accountId,
      // `id` is the Region's name in the provider's 5.x and 6.x lines alike; `name` is deprecated in 6.x.
      new DataAwsRegion(stack, "aws-region").id,
      partition.dnsSuffix,
    );
    targets.set(stack, target);
    asked.add(target);
    return target;
  }

  private constructor(
    /** The partition, such as `aws` or `aws-us-gov`. */
    public readonly partition: string,
    /** The account id, of twelve digits. */
    public readonly account: string,
    /** The Region, such as `eu-central-1`. */
    public readonly region: string,
    /** End of the host names of AWS: `amazonaws.com`, in China `amazonaws.com.cn`. */
    public readonly dnsSuffix: string,
  ) {}

  /** Builds an ARN of this target. */
  public arn(parts: ArnParts): string {
    checkArgument("AwsTarget.arn()", "parts", RECORD, parts);
    const { service, resource, region = this.region, account = this.account } = parts;
    for (const [name, text] of Object.entries({ service, resource, region, account }))
      checkArgument("AwsTarget.arn()", name, TEXT, text);
    return formatArn({ partition: this.partition, service, region, account, resource });
  }

  /** The name under which KMS sees a call that `service` makes (`kms:ViaService`). */
  public viaService(service: string, region: string = this.region): string {
    checkArgument("AwsTarget.viaService()", "service", TEXT, service);
    checkArgument("AwsTarget.viaService()", "region", TEXT, region);
    return `${service}.${region}.${this.dnsSuffix}`;
  }
}

const targetAccount = defineRule<string>({
  id: "aws-target-account",
  demands: "be an account id: twelve digits",
  source: "https://docs.aws.amazon.com/accounts/latest/reference/manage-acct-identifiers.html",
  remedy:
    "`aws sts get-caller-identity --query Account` prints it; write it in quotes, because a number loses the zeros it begins with.",
  broken: (account) => !/^\d{12}$/.test(account),
});

const targetRegionName = defineRule<string>({
  id: "aws-target-region-name",
  demands: "be the name of a Region, such as eu-central-1",
  source: "https://docs.aws.amazon.com/global-infrastructure/latest/regions/aws-regions.html",
  remedy: "An Availability Zone has a letter behind the name of its Region: leave it out.",
  broken: (region) => !isRegionName(region),
});

const targetPartition = defineRule<{ readonly partition: string; readonly region: string }>({
  id: "aws-target-partition",
  demands: "be the partition that the Region is in, such as aws",
  source:
    "https://docs.aws.amazon.com/whitepapers/latest/aws-fault-isolation-boundaries/partitions.html",
  remedy: "Leave it out: it follows from the Region.",
  broken: ({ partition, region }) => {
    const follows = partitionOf(region);
    const isKnown = PARTITIONS.some(({ name }) => name === partition);
    // A partition that is newer than this list keeps its word, in a Region of no other one.
    const isNew = !isKnown && follows === "aws" && /^aws(-[a-z]+)+$/.test(partition);
    return partition !== follows && !isNew && `${JSON.stringify(partition)} for ${region}`;
  },
});

/** Holds a place against the forms of its parts; what only Terraform knows is not judged. */
function checkPlace(
  scope: IConstruct,
  { account, region, partition }: Required<DeploymentPlace>,
): void {
  targetAccount.enforce(scope, "account", account);
  targetRegionName.enforce(scope, "region", region);
  if (isUnresolved([partition, region])) return;
  targetPartition.enforce(scope, "partition", { partition, region });
}

export const targetRegion = defineRule<{ readonly region: string; readonly provider: string }>({
  id: "aws-target-region",
  demands: "be the Region of the provider that makes what is below",
  source: "https://developer.hashicorp.com/terraform/language/meta-arguments/provider",
  remedy:
    'Give the target a provider of its Region: `AwsTarget.define(scope, { account, region, provider: new AwsProvider(stack, "…", { alias: "…", region }) })`.',
  broken: ({ region, provider }) =>
    region !== provider && `${region} (the provider's is ${provider})`,
});

const providers = new ScopeSetting<TerraformProvider>();

/** The provider that a target gives to `scope`; undefined for the stack's own one without alias. */
export function providerOf(scope: IConstruct): TerraformProvider | undefined {
  return providers.get(scope);
}

/** Gives `provider` to what is below `scope`, and holds the Region of the target there against its provider's. */
function provideBelow(
  scope: IConstruct,
  { region, provider }: { readonly region: string; readonly provider?: TerraformProvider },
): void {
  if (provider) {
    targetRegion.enforce(scope, "region", regionsOf(region, provider));
    providers.set(scope, provider);
    Aspects.of(scope).add(new ProviderBelow());
  }
  // The stack's provider may be made later than the target, and an Aspect or override may move either.
  targetRegion.enforceAtSynthesis(scope, "AwsTarget.region", () =>
    regionsOf(region, provider ?? providerOf(scope) ?? defaultProviderOf(scope)),
  );
}

/** Gives resources without a provider that of the nearest target. */
class ProviderBelow implements IAspect {
  public visit(node: IConstruct): void {
    if (!isProvided(node) || node.provider || !node.terraformResourceType.startsWith("aws_"))
      return;
    node.provider = providerOf(node);
  }
}

/** The Region of a target and that of its provider, where both are known: a provider's may come from the environment. */
export function regionsOf(
  region: string,
  provider: TerraformElement | undefined,
): { readonly region: string; readonly provider: string } | undefined {
  const given = provider && argumentOf(provider, "region");
  if (typeof given !== "string" || isUnresolved([region, given])) return undefined;
  // An expression, as an override holds it.
  if (given.includes("${")) return undefined;
  return { region, provider: given };
}

function defaultProviderOf(scope: IConstruct): TerraformProvider | undefined {
  return providersIn(TerraformStack.of(scope)).find(({ alias }) => !alias);
}

/** The providers of AWS of a stack. */
export function providersIn(stack: TerraformStack): readonly TerraformProvider[] {
  return constructsIn(stack)
    .filter((node) => TerraformElement.isTerraformElement(node))
    .filter((node) => TerraformProvider.isTerraformProvider(node))
    .filter(({ terraformResourceType }) => terraformResourceType === "aws");
}
