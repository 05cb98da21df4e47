import { EcsClusterCapacityProviders } from "@cdktf/provider-aws/lib/ecs-cluster-capacity-providers";
import { EcsCluster as EcsClusterResource } from "@cdktf/provider-aws/lib/ecs-cluster";
import type { EcsClusterConfiguration } from "@cdktf/provider-aws/lib/ecs-cluster";
import { TerraformResource, type ITerraformDependable } from "cdktf";
import { Construct, type IConstruct } from "constructs";
import { AwsTarget, type IGrantee } from "../../core";
import {
  claimName,
  oneOf,
  type Words,
  awaitValues,
  goesLast,
  isUnresolved,
  keepName,
  name,
  object,
  physicalName,
  policyText,
  prepareStack,
  readProps,
  regionalArn,
  terraformText,
  text,
  textMap,
  textOf,
  texts,
  type PropTable,
  having,
  needed,
  checkType,
  GRANTEE,
  TEXT,
} from "../../core/internal";
import type { EncryptionKey, IEncryptionKey } from "../../kms";
import { checkKeyRegion, keyProp, madeKeyProp } from "../../kms/internal";
import type { ILogGroup } from "../../logs";
import { clusterProvider, ecsName } from "../rules";

/** A cluster that services run in. */
export interface IEcsCluster extends IConstruct {
  /** The cluster's name. */
  readonly clusterName: string;
  /** The cluster's ARN. */
  readonly clusterArn: string;
  /** What must exist before a service starts in it. */
  readonly dependables: readonly ITerraformDependable[];
  /** Lets `taskRole` serve `aws ecs execute-command`, with the cluster's key and log group. */
  grantExecuteCommand(taskRole: IGrantee): void;
}

/** How sessions of `aws ecs execute-command` are protected and kept. */
export interface ExecuteCommandSettings {
  /** Key that encrypts the sessions. */
  readonly encryptionKey: IEncryptionKey;
  /** Log group that keeps what was typed and printed. */
  readonly logGroup: ILogGroup;
}

/** Settings of an {@link EcsCluster}. */
export interface EcsClusterProps {
  /** @default - follows from the construct path */
  readonly clusterName?: string;
  /** CloudWatch Container Insights. @default "enabled" */
  readonly containerInsights?: "enhanced" | "enabled" | "disabled";
  /** @default - sessions are encrypted by AWS's own key and not kept */
  readonly executeCommand?: ExecuteCommandSettings;
  /**
   * Key of this stack that encrypts the ephemeral storage of Fargate tasks; its key policy is extended.
   *
   * @default - a key of AWS
   */
  readonly ephemeralStorageKey?: EncryptionKey;
  /**
   * Names of the capacity providers that services may use: `FARGATE`, `FARGATE_SPOT`, and those of Auto Scaling groups.
   *
   * @default - services use a launch type
   */
  readonly capacityProviders?: readonly string[];
  /** ARN of the Cloud Map namespace of services with Service Connect that name none. @default - none */
  readonly serviceConnectNamespaceArn?: string;
  /** @default - the provider's default tags only */
  readonly tags?: Readonly<Record<string, string>>;
}

const PROPS = {
  // Becomes a part of the key's policy, too.
  clusterName: name,
  containerInsights: oneOf(text, { enhanced: true, enabled: true, disabled: true } satisfies Words<
    NonNullable<EcsClusterProps["containerInsights"]>
  >),
  executeCommand: object<ExecuteCommandSettings>({
    encryptionKey: needed(keyProp),
    logGroup: needed(having("a LogGroup", "logGroupName")),
  }),
  ephemeralStorageKey: madeKeyProp,
  capacityProviders: texts,
  serviceConnectNamespaceArn: regionalArn,
  tags: textMap,
} satisfies PropTable<EcsClusterProps>;

/**
 * An ECS cluster.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/clusters.html
 */
export class EcsCluster extends Construct implements IEcsCluster {
  /** A cluster of this account and Region that exists already. */
  public static fromClusterName(scope: Construct, id: string, clusterName: string): IEcsCluster {
    return new ImportedEcsCluster(scope, id, textOf(clusterName));
  }

  /** The cluster's name. */
  public readonly clusterName: string;
  /** The cluster's ARN. */
  public readonly clusterArn: string;
  public readonly dependables: readonly ITerraformDependable[];
  private readonly executeCommand: ExecuteCommandSettings | undefined;
  private readonly resource: EcsClusterResource;
  private readonly capacityProviders: readonly string[];

  public constructor(scope: Construct, id: string, input: EcsClusterProps = {}) {
    super(scope, id);
    prepareStack(this);
    const props = readProps(this, PROPS, input);
    ecsName.enforce(this, "clusterName", props.clusterName);
    const name = props.clusterName ?? physicalName(this, 255);
    claimName(this, "clusterName", { service: "ecs", resource: `cluster/${name}` });
    this.executeCommand = props.executeCommand;
    const keys = {
      "executeCommand.encryptionKey": props.executeCommand?.encryptionKey,
      ephemeralStorageKey: props.ephemeralStorageKey,
    };
    for (const [prop, key] of Object.entries(keys)) if (key) checkKeyRegion(this, prop, key);
    props.ephemeralStorageKey?.grantFargateStorage(name);
    // Made again under its name, ECS gives back the cluster that is there: another address would delete that one.
    const cluster = goesLast(
      new EcsClusterResource(this, "cluster", {
        name: terraformText(name),
        setting: [{ name: "containerInsights", value: props.containerInsights ?? "enabled" }],
        configuration: clusterConfiguration(props),
        serviceConnectDefaults: props.serviceConnectNamespaceArn
          ? { namespace: props.serviceConnectNamespaceArn }
          : undefined,
        tags: props.tags,
      }),
    );
    awaitValues(cluster);
    keepName(cluster, "name");
    this.node.defaultChild = cluster;
    this.resource = cluster;
    this.capacityProviders = props.capacityProviders ?? [];
    this.dependables = this.addCapacityProviders(cluster.name, props);
    this.clusterName = cluster.name;
    this.clusterArn = cluster.arn;
  }

  public grantExecuteCommand(taskRole: IGrantee): void {
    grantExecuteCommand(this, taskRole, this.executeCommand);
  }

  /** Whether it has a namespace for services that name none, perhaps by an override of the resource. @internal */
  public get hasServiceConnectNamespace(): boolean {
    const overrides = Reflect.get(this.resource, "rawOverrides") as object;
    return (
      this.resource.serviceConnectDefaultsInput !== undefined ||
      "service_connect_defaults" in overrides
    );
  }

  /** Names of the capacity providers; undefined where something else in the app may add some. @internal */
  public get knownCapacityProviders(): readonly string[] | undefined {
    const added = providersIn(this.node.root).some(({ node }) => node.scope !== this);
    return added || isUnresolved(this.capacityProviders) ? undefined : this.capacityProviders;
  }

  /** Adds the capacity providers to the cluster: in a service's strategy ECS accepts no others. */
  private addCapacityProviders(
    clusterName: string,
    { capacityProviders = [] }: EcsClusterProps,
  ): ITerraformDependable[] {
    if (capacityProviders.length === 0) return [];
    const names = [...capacityProviders].sort();
    return [
      goesLast(
        new EcsClusterCapacityProviders(this, "capacity-providers", {
          clusterName,
          capacityProviders: names,
        }),
      ),
    ];
  }
}

const providers = new WeakMap<IConstruct, readonly IConstruct[]>();

/** All resources of an app that give capacity providers to a cluster; searched for once. */
function providersIn(root: IConstruct): readonly IConstruct[] {
  const found =
    providers.get(root) ??
    root.node
      .findAll()
      .filter(
        (element) =>
          TerraformResource.isTerraformResource(element) &&
          element.terraformResourceType === EcsClusterCapacityProviders.tfResourceType,
      );
  providers.set(root, found);
  return found;
}

/** Checks that a cluster has the capacity providers of what runs in it, where the app makes the cluster. */
export function checkCapacityProviders(
  scope: IConstruct,
  {
    cluster,
    capacityProviders = [],
  }: {
    readonly cluster: IEcsCluster;
    readonly capacityProviders?: readonly { readonly name: string }[];
  },
  { compatibility }: { readonly compatibility: string },
): void {
  // A provider of Managed Instances belongs to its cluster without being added to it.
  if (!(cluster instanceof EcsCluster) || compatibility === "MANAGED_INSTANCES") return;
  for (const { name } of capacityProviders) {
    clusterProvider.enforceAtSynthesis(scope, "capacityProviders", () => {
      const known = cluster.knownCapacityProviders;
      return known && { name, known };
    });
  }
}

function clusterConfiguration(props: EcsClusterProps): EcsClusterConfiguration | undefined {
  const { executeCommand, ephemeralStorageKey } = props;
  if (!executeCommand && !ephemeralStorageKey) return undefined;
  return {
    executeCommandConfiguration: executeCommand && {
      kmsKeyId: terraformText(executeCommand.encryptionKey.keyArn),
      logging: "OVERRIDE",
      logConfiguration: {
        cloudWatchLogGroupName: terraformText(executeCommand.logGroup.logGroupName),
        // Told to expect encryption, ECS refuses every session to a log group without a key.
        cloudWatchEncryptionEnabled: executeCommand.logGroup.isEncrypted,
      },
    },
    managedStorageConfiguration: ephemeralStorageKey && {
      fargateEphemeralStorageKmsKeyId: ephemeralStorageKey.keyArn,
    },
  };
}

class ImportedEcsCluster extends Construct implements IEcsCluster {
  public readonly clusterName: string;
  public readonly clusterArn: string;
  public readonly dependables = [];

  public constructor(scope: Construct, id: string, clusterName: string) {
    super(scope, id);
    prepareStack(this);
    checkType(this, "clusterName", TEXT, clusterName);
    ecsName.enforce(this, "clusterName", clusterName);
    this.clusterName = policyText(this, "clusterName", clusterName);
    this.clusterArn = AwsTarget.of(this).arn({
      service: "ecs",
      resource: `cluster/${this.clusterName}`,
    });
  }

  public grantExecuteCommand(taskRole: IGrantee): void {
    grantExecuteCommand(this, taskRole, undefined);
  }
}

/**
 * Grants what the agent in a container needs to open a session; four of the actions take no resource.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-iam-roles.html#ecs-exec-required-iam-permissions
 */
function grantExecuteCommand(
  cluster: IEcsCluster,
  taskRole: IGrantee,
  settings: ExecuteCommandSettings | undefined,
): void {
  checkType(cluster, "taskRole", GRANTEE, taskRole);
  const channels = [
    "CreateControlChannel",
    "CreateDataChannel",
    "OpenControlChannel",
    "OpenDataChannel",
  ];
  const allow = (actions: readonly string[], resources: readonly string[]): void =>
    taskRole.addToPolicy("execute-command", { actions, resources }, cluster);
  allow(
    channels.map((action) => `ssmmessages:${action}`),
    ["*"],
  );
  if (!settings) return;
  const target = AwsTarget.of(taskRole);
  allow(["kms:Decrypt"], [settings.encryptionKey.keyArn]);
  allow(["logs:DescribeLogGroups"], ["*"]);
  allow(
    ["logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"],
    [target.arn({ service: "logs", resource: `log-group:${settings.logGroup.logGroupName}:*` })],
  );
}
