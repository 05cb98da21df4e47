import { DataAwsCallerIdentity } from "@cdktf/provider-aws/lib/data-aws-caller-identity";
import { DataAwsPartition } from "@cdktf/provider-aws/lib/data-aws-partition";
import { DataAwsRegion } from "@cdktf/provider-aws/lib/data-aws-region";
import { TerraformStack, type TerraformProvider } from "cdktf";
import type { IConstruct } from "constructs";
import { dnsSuffixOf, formatArn, partitionOf } from "../facts";
import { given, name, type PropTable, readProps } from "./props";
import { provideBelow } from "./providers";
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
  account: name,
  region: name,
  partition: name,
} satisfies PropTable<DeploymentPlace>;

const TARGET_PROPS = { ...PLACE_PROPS, provider: given } satisfies PropTable<AwsTargetProps>;

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

/**
 * Partition, account and Region that ARNs are built from.
 *
 * With `AwsTarget.define` they are literals, so every ARN and policy is known at plan time.
 */
export class AwsTarget {
  /** Declares where everything below `scope` is deployed. */
  public static define(scope: IConstruct, props: AwsTargetProps): AwsTarget {
    const read = readProps(scope, TARGET_PROPS, props);
    const { account, region, partition = partitionOf(region) } = read;
    const target = new AwsTarget(partition, account, region, dnsSuffixOf(partition));
    targets.set(scope, target);
    provideBelow(scope, read);
    return target;
  }

  /** The target of `scope` where one was declared; no data source is made for it. */
  public static declaredOf(scope: IConstruct): AwsTarget | undefined {
    return targets.get(scope);
  }

  /**
   * The target of `scope`.
   *
   * Where none was declared, the stack asks the provider through three data sources; ARNs are then known at plan
   * time, but not in the synthesized JSON.
   */
  public static of(scope: IConstruct): AwsTarget {
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
    const { service, resource, region = this.region, account = this.account } = parts;
    return formatArn({ partition: this.partition, service, region, account, resource });
  }

  /** The name under which KMS sees a call that `service` makes (`kms:ViaService`). */
  public viaService(service: string, region: string = this.region): string {
    return `${service}.${region}.${this.dnsSuffix}`;
  }
}
