import { EcsService as EcsServiceResource } from "@cdktf/provider-aws/lib/ecs-service";
import { EcsTaskDefinition } from "@cdktf/provider-aws/lib/ecs-task-definition";
import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { App, TerraformResource, TerraformStack, TerraformVariable } from "cdktf";
import { AwsTarget, deployToAws, SecretValue } from "cdktf-ecs-secrets/core";
import {
  ContainerImage,
  EcsCluster,
  EcsService,
  SecretReference,
  TaskDefinition,
} from "cdktf-ecs-secrets/ecs";
import { TaskExecutionRole } from "cdktf-ecs-secrets/iam";
import { EncryptionKey } from "cdktf-ecs-secrets/kms";
import { SecretsManagerSecret } from "cdktf-ecs-secrets/secretsmanager";
import { SecureStringParameter } from "cdktf-ecs-secrets/ssm";
import { Construct } from "constructs";
import { serviceNetwork } from "../../../environments/network";
import { TARGET, type Build } from "../local-scenario";

/** In what one version of the stack differs from another. */
export interface Settings {
  readonly revision?: number;
  readonly parameterName?: string;
  /** Whether Terraform gets the name of the parameter from a variable. */
  readonly nameFromVariable?: boolean;
  readonly secretName?: string;
  /** Construct id of the key of both. */
  readonly key?: string;
  readonly tier?: "Standard" | "Advanced";
  readonly description?: string;
  /** Name of the API key where it is a secret. */
  readonly apiKeyName?: string;
  /** Where the API key is kept. @default "parameter" */
  readonly store?: "parameter" | "secret";
  /** Whether the key, the parameter and the secret are in another Region than the services. */
  readonly inOtherRegion?: boolean;
  /** Construct id and name of one execution role for both services. @default - each has one of its own */
  readonly role?: readonly [id: string, name: string];
  /** Whether `web` reads the secret, too. */
  readonly webReadsSecret?: boolean;
  /** Whether `worker` reads the parameter, too. */
  readonly workerReadsParameter?: boolean;
  /** Whether there is a service `worker`. */
  readonly worker?: boolean;
  /** What is behind the construct ids of parameter and secret. */
  readonly suffix?: string;
  /** Whether `moved` blocks say what their addresses were without the suffix. */
  readonly moved?: boolean;
  /** Whether only the roles of its readers can read the secret; their roles have names then. */
  readonly restricted?: boolean;
  /** Whether the roles of the services have names without that, too. */
  readonly namedRoles?: boolean;
  /** Whether the role of `web` stays among them though it reads the secret no more. */
  readonly webStays?: boolean;
  /**
   * Whether the services are resources of the provider: `web` of a task definition of the library, `worker` of one of the
   * provider, too, which names the secrets by their ARNs.
   */
  readonly byHand?: boolean;
  /** The other stack that makes the secret, with a key of its own. @default - the stack of the services */
  readonly secretIn?: OtherStack;
  /** Construct id of the secret where another stack makes it. @default "secret" */
  readonly secretId?: string;
  /** Construct id of that key, and of the one that is to take its place. @default "key", and none */
  readonly secretKey?: string;
  readonly nextSecretKey?: string;
  /** The other stack that makes the key of both. @default - the stack of the services */
  readonly keyIn?: OtherStack;
  /** The other stack that makes the execution role of both services. @default - the stack of the services */
  readonly roleIn?: OtherStack;
  /** What that other stack still makes of what nothing needs any more: as it was made before. */
  readonly keeps?: Pick<Settings, "secretName" | "key" | "role">;
}

/** Stacks of the app that have no services. */
export type OtherStack = "platform" | "vault";

type Others = Readonly<Record<string, TerraformStack>>;

export const OTHER_REGION = "eu-west-1";
export const CLUSTER = "changes";
export const SERVICES = ["web", "worker"] as const;
export const VALUES = { token: "made-up-token", api_key: "made-up-api-key" };

/** A parameter that `web` reads, and a secret that both read. */
export function changing(settings: Settings): Build {
  return (stack, others) => {
    const references = addStores(stack, settings, others);
    const cluster = new EcsCluster(stack, "cluster", { clusterName: CLUSTER });
    const network = serviceNetwork(stack, { kind: "lookup", assignPublicIp: true });
    const { webReadsSecret = true, workerReadsParameter = false, worker = true } = settings;
    const executionRole = addRoles(stack, settings, others);
    const { API_KEY, TOKEN } = references;
    const read = {
      web: { API_KEY, ...(webReadsSecret ? { TOKEN } : {}) },
      worker: { TOKEN, ...(workerReadsParameter ? { API_KEY } : {}) },
    };
    const image = "registry.example.com/orders:1.8";
    if (settings.byHand) {
      addServicesByHand(stack, {
        cluster,
        network,
        image,
        read: read.web,
        stores: references.stores,
      });
      return;
    }
    for (const name of SERVICES.slice(0, worker ? 2 : 1)) {
      const named = (settings.restricted || settings.namedRoles) && { roleName: roleNameOf(name) };
      const service = new EcsService(stack, name, {
        ...network,
        ...(executionRole ? { executionRole } : {}),
        ...(named ? { executionRole: new TaskExecutionRole(stack, named.roleName, named) } : {}),
        desiredCount: 1,
        cpu: 256,
        memoryMiB: 512,
        cluster,
        serviceName: name,
      });
      service.addContainer(name, {
        image: ContainerImage.fromRegistry(image),
        secrets: read[name],
      });
    }
  };
}

/** The one execution role, if both services have the same. */
function addRoles(
  stack: TerraformStack,
  { role, roleIn, keeps }: Settings,
  others: Others,
): TaskExecutionRole | undefined {
  const place = (roleIn && others[roleIn]) ?? stack;
  const [made] = [role, keeps?.role].map(
    (one) => one && new TaskExecutionRole(place, one[0], { roleName: one[1] }),
  );
  return made;
}

/** The key of both, and what is left of the one before it. */
function addKeys(scope: Construct, { key = "key", keeps }: Settings): EncryptionKey {
  const deletionWindowDays = 7;
  if (keeps?.key !== undefined) new EncryptionKey(scope, keeps.key, { deletionWindowDays });
  return new EncryptionKey(scope, key, { deletionWindowDays });
}

/** The key of the secret that another stack makes. */
function addSecretKey(
  place: Construct,
  { secretKey = "key", nextSecretKey }: Settings,
): EncryptionKey {
  const successor = nextSecretKey ? { successor: new EncryptionKey(place, nextSecretKey) } : {};
  return new EncryptionKey(place, secretKey, successor);
}

function addStores(stack: TerraformStack, settings: Settings, others: Others) {
  const { revision = 1, description, tier, suffix = "", secretIn, keyIn, keeps } = settings;
  const elsewhere = secretIn && others[secretIn];
  const scope = placeOf(stack, settings.inOtherRegion ?? false);
  const encryptionKey = addKeys((keyIn && others[keyIn]) ?? scope, settings);
  const written = {
    encryptionKey,
    revision,
    ...(description === undefined ? {} : { description }),
  };
  const roleArn = (name: string) => `arn:aws:iam::${TARGET.account}:role/${name}`;
  const deployers = [roleArn("deployer")];
  const secretOf = (id: string, secretName: string, variable: string, place?: Construct, of = {}) =>
    new SecretsManagerSecret(place ?? scope, `${id}${suffix}`, {
      ...written,
      ...of,
      secretName,
      recoveryWindowDays: 0,
      value: SecretValue.fromVariable(variable),
      ...(settings.restricted && id === "secret"
        ? { restrictTo: settings.webStays ? [roleArn(roleNameOf("web"))] : [], deployers }
        : {}),
    });
  const parameterOf = () =>
    new SecureStringParameter(scope, `parameter${suffix}`, {
      ...written,
      parameterName: parameterNameOf(stack, settings),
      value: SecretValue.fromVariable("api_key"),
      ...(tier === undefined ? {} : { tier }),
    });
  const apiKey =
    settings.store === "secret"
      ? secretOf("api-key", settings.apiKeyName ?? "changes/api-key", "api_key")
      : parameterOf();
  const { secretId = "secret", secretName = "changes/token" } = settings;
  const ofToken = elsewhere && { encryptionKey: addSecretKey(elsewhere, settings) };
  const token = secretOf(secretId, secretName, "token", elsewhere, ofToken);
  if (keeps?.secretName) secretOf("secret", keeps.secretName, "token", elsewhere, ofToken);
  if (settings.moved) for (const one of [apiKey, token]) sayWhereItWas(one, suffix);
  return {
    API_KEY:
      apiKey instanceof SecureStringParameter
        ? SecretReference.fromSsmParameter(apiKey)
        : SecretReference.fromSecretsManager(apiKey),
    TOKEN: SecretReference.fromSecretsManager(token),
    stores: { apiKey, token },
  };
}

/** What the services that are written by hand are made of. */
interface ByHand {
  readonly cluster: EcsCluster;
  readonly network: ReturnType<typeof serviceNetwork>;
  readonly image: string;
  readonly read: Readonly<Record<string, SecretReference>>;
  readonly stores: {
    readonly apiKey: SecureStringParameter | SecretsManagerSecret;
    readonly token: SecretsManagerSecret;
  };
}

function addServicesByHand(stack: TerraformStack, made: ByHand): void {
  const { cluster, network, image, read, stores } = made;
  const size = { cpu: 256, memoryMiB: 512 };
  const task = new TaskDefinition(stack, "web", size);
  task.addContainer("web", { image: ContainerImage.fromRegistry(image), secrets: read });
  const role = new TaskExecutionRole(stack, "worker-role");
  const { apiKey, token } = stores;
  for (const store of [apiKey, token]) store.grantRead(role);
  const apiKeyArn =
    apiKey instanceof SecureStringParameter ? apiKey.parameterArn : apiKey.secretArn;
  const secrets = [
    { name: "API_KEY", valueFrom: apiKeyArn },
    { name: "TOKEN", valueFrom: token.secretArn },
  ];
  const worker = new EcsTaskDefinition(stack, "worker", {
    family: "worker",
    requiresCompatibilities: ["FARGATE"],
    networkMode: "awsvpc",
    cpu: "256",
    memory: "512",
    executionRoleArn: role.roleArn,
    containerDefinitions: JSON.stringify([{ name: "worker", image, essential: true, secrets }]),
    lifecycle: { createBeforeDestroy: true },
  });
  for (const [name, taskDefinition] of [
    ["web", task.taskDefinitionArn],
    ["worker", worker.arn],
  ] as const) {
    new EcsServiceResource(stack, `${name}-service`, {
      name,
      cluster: cluster.clusterArn,
      taskDefinition,
      desiredCount: 1,
      launchType: "FARGATE",
      networkConfiguration: {
        subnets: [...network.subnetIds],
        securityGroups: [...network.securityGroupIds],
        assignPublicIp: true,
      },
      waitForSteadyState: true,
    });
  }
}

function roleNameOf(service: string): string {
  return `changes-of-${service}`;
}

function parameterNameOf(stack: TerraformStack, settings: Settings): string {
  const { parameterName = "/changes/api-key", nameFromVariable } = settings;
  if (!nameFromVariable) return parameterName;
  const props = { type: "string", default: parameterName };
  return new TerraformVariable(stack, "parameter_name", props).stringValue;
}

/** The provider of the other Region is always there: what is still in the state of it goes by it. */
function placeOf(stack: TerraformStack, isElsewhere: boolean): Construct {
  const region = OTHER_REGION;
  const provider = new AwsProvider(stack, "other-region", { region, alias: "other" });
  if (!isElsewhere) return stack;
  const scope = new Construct(stack, region);
  AwsTarget.define(scope, { account: TARGET.account, region, provider });
  return scope;
}

function sayWhereItWas(construct: Construct, suffix: string): void {
  const former = formerAddresses();
  for (const resource of construct.node.findAll()) {
    if (!TerraformResource.isTerraformResource(resource)) continue;
    const address = former.get(resource.node.path.replace(`${suffix}/`, "/"));
    if (address !== undefined) resource.moveFromId(address);
  }
}

/** Path → address of what the stack makes without any setting. */
function formerAddresses(): ReadonlyMap<string, string> {
  const stack = new TerraformStack(new App(), "scenario");
  deployToAws(stack, TARGET);
  changing({})(stack, {});
  const resources = stack.node
    .findAll()
    .filter((node) => TerraformResource.isTerraformResource(node));
  return new Map(
    resources.map((one) => [one.node.path, `${one.terraformResourceType}.${one.friendlyUniqueId}`]),
  );
}
