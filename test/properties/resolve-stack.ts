import { createHash } from "node:crypto";
import type { TerraformStack } from "cdktf";
import { parsePolicy, type PolicyDocument } from "../../cli/src/policy";
import { ACCOUNT, synth, type Attributes, type Synthesized } from "../support/synth";
import { MANAGED_BY_AWS } from "./managed-by-aws";
import { keyArn, secretArn, type ApplicationPlan } from "./plan";

/** A role with everything that speaks for it. */
export interface Principal {
  readonly name: string;
  readonly arn: string;
  readonly identity: readonly PolicyDocument[];
  readonly trust: PolicyDocument;
  /** How many policies of the stack are attached, because the role's grants outgrew what is inline. */
  readonly managedPolicies: number;
}

/** The roles of a task definition, and what its containers name, as ECS reads it. */
export interface ResolvedTask {
  readonly family: string;
  readonly executionRole: string | undefined;
  readonly taskRole: string | undefined;
  /** ARNs of what ECS reads before a container starts, and of what the init containers fetch. */
  readonly named: Readonly<Record<"execution" | "task", readonly string[]>>;
}

/** What AWS would hold after the stack was applied. */
export interface ResolvedStack {
  readonly principals: readonly Principal[];
  readonly tasks: readonly ResolvedTask[];
  /** Role by which ECS gets certificates → family of its service. */
  readonly tlsRoles: ReadonlyMap<string, string>;
  /** Key ARN → policy, of the stack's keys. */
  readonly keyPolicies: ReadonlyMap<string, PolicyDocument>;
  /** Bucket name → policy. */
  readonly bucketPolicies: ReadonlyMap<string, PolicyDocument>;
  /** ARN of a secret → its policy, which its copies have, too. */
  readonly secretPolicies: ReadonlyMap<string, PolicyDocument>;
  /** Name of a secret, of a copied one, of a parameter or of a bucket of the stack → ARN of the key that it is encrypted with. */
  readonly keysOf: Readonly<
    Record<"ssm" | "secretsmanager" | "replica" | "s3", ReadonlyMap<string, string | undefined>>
  >;
}

/** Synthesizes `stack` and puts what AWS would answer in place of every Terraform reference. */
export function resolveStack(stack: TerraformStack, plan: ApplicationPlan): ResolvedStack {
  const resolver = new Resolver(synth(stack), plan);
  return {
    principals: resolver.principals(),
    tasks: resolver.tasks(),
    tlsRoles: resolver.tlsRoles(),
    keyPolicies: new Map(
      resolver.all("aws_kms_key").map((key) => [ownedKeyArn(key), resolver.policy(key["policy"])]),
    ),
    bucketPolicies: new Map(
      resolver
        .all("aws_s3_bucket_policy")
        .map((policy) => [resolver.text(policy["bucket"]), resolver.policy(policy["policy"])]),
    ),
    secretPolicies: new Map(
      resolver
        .all("aws_secretsmanager_secret_policy")
        .map((policy) => [resolver.text(policy["secret_arn"]), resolver.policy(policy["policy"])]),
    ),
    keysOf: {
      ssm: resolver.keys("aws_ssm_parameter", "name", ({ key_id }) => key_id),
      secretsmanager: resolver.keys(
        "aws_secretsmanager_secret",
        "name",
        ({ kms_key_id }) => kms_key_id,
      ),
      replica: resolver.keys("aws_secretsmanager_secret", "name", ({ replica }) => keyIn(replica)),
      s3: resolver.keys("aws_s3_bucket_server_side_encryption_configuration", "bucket", keyIn),
    },
  };
}

class Resolver {
  public constructor(
    private readonly stack: Synthesized,
    private readonly plan: ApplicationPlan,
  ) {}

  public all(type: string): readonly Attributes[] {
    return Object.values(this.stack.resources(type));
  }

  /** A text with every reference resolved. */
  public text(value: unknown): string {
    if (typeof value !== "string") throw new Error(`no text: ${JSON.stringify(value)}`);
    const resolved = value
      .replace(
        /\$\{substr\(sha256\(join\(" ", \[(.+?)\]\)\), 0, (\d+)\)\}/g,
        (_digest, listed: string, length: string) => {
          const text = this.parts(listed).join(" ");
          return createHash("sha256").update(text).digest("hex").slice(0, Number(length));
        },
      )
      .replace(/\$\{local\.([A-Za-z0-9_-]+)\}/g, (_reference, name: string) => this.local(name))
      .replace(
        /\$\{([a-z0-9_]+)\.([A-Za-z0-9_-]+)\.([a-z_]+)\}/g,
        (_reference, type: string, name: string, attribute: string) =>
          this.attribute(type, name, attribute),
      );
    const left = /\$\{[^}]*\}/.exec(resolved);
    if (left) throw new Error(`not resolved: ${left[0]}`);
    return resolved;
  }

  public policy(value: unknown): PolicyDocument {
    return parsePolicy(this.text(value));
  }

  public keys(
    type: string,
    name: string,
    key: (attributes: Attributes) => unknown,
  ): ReadonlyMap<string, string | undefined> {
    return new Map(
      this.all(type).map((attributes) => {
        const given = key(attributes);
        return [
          this.text(attributes[name]),
          given === undefined ? undefined : this.text(given),
        ] as const;
      }),
    );
  }

  public principals(): readonly Principal[] {
    const inline = this.all("aws_iam_role_policy");
    const attachments = this.all("aws_iam_role_policy_attachment");
    return this.all("aws_iam_role").map((role) => {
      const name = this.text(role["name"]);
      const attached = attachments.filter(({ role: holder }) => this.text(holder) === name);
      const managed = attached.map(({ policy_arn }) => this.text(policy_arn));
      return {
        name,
        arn: roleArn(name),
        identity: [
          ...inline
            .filter(({ role: holder }) => this.text(holder) === name)
            .map(({ policy }) => this.policy(policy)),
          ...managed.map((arn) => this.managed(arn)),
        ],
        trust: this.policy(role["assume_role_policy"]),
        managedPolicies: managed.filter((arn) => arn.includes(`:${ACCOUNT}:`)).length,
      };
    });
  }

  public tasks(): readonly ResolvedTask[] {
    const services = this.all("aws_ecs_service");
    return Object.entries(this.stack.resources("aws_ecs_task_definition")).map(([id, task]) => {
      const ofProxy = services
        .filter((service) => runs(service, id))
        .flatMap((service) => connectOf(service).log_configuration?.secret_option ?? [])
        .map(({ value_from: valueFrom }) => this.text(valueFrom));
      const role = (arn: unknown): string | undefined =>
        arn === undefined ? undefined : this.text(arn).replace(/^.*:role\//, "");
      const containers = this.containers(task["container_definitions"]);
      return {
        family: this.text(task["family"]),
        executionRole: role(task["execution_role_arn"]),
        taskRole: role(task["task_role_arn"]),
        named: {
          execution: unique(
            [...containers.flatMap(readBeforeStart), ...ofProxy].map(withoutSelector),
          ),
          task: unique(containers.flatMap(readInside).map(withoutSelector)),
        },
      };
    });
  }

  public tlsRoles(): ReadonlyMap<string, string> {
    const tasks = Object.entries(this.stack.resources("aws_ecs_task_definition"));
    return new Map(
      this.all("aws_ecs_service").flatMap((service) => {
        const [, task] = tasks.find(([id]) => runs(service, id)) ?? [];
        const family = this.text(task?.["family"]);
        return (connectOf(service).service ?? []).flatMap(({ tls }) =>
          tls ? [[this.text(tls.role_arn).replace(/^.*:role\//, ""), family] as const] : [],
        );
      }),
    );
  }

  private containers(text: unknown): readonly Container[] {
    return JSON.parse(this.text(text)) as readonly Container[];
  }

  /** Of a managed policy: the provider makes the rest of it, unless it is changed in place. */
  private nameOf({ name_prefix: prefix, name }: Attributes): string {
    return this.text(prefix ?? name);
  }

  private managed(arn: string): PolicyDocument {
    const own = this.all("aws_iam_policy").find((one) => policyArn(this.nameOf(one)) === arn);
    const policy = own ? this.policy(own["policy"]) : MANAGED_BY_AWS[arn];
    if (!policy) throw new Error(`no policy ${arn}`);
    return policy;
  }

  /** A local that escapes an expression for JSON, or moves an ARN, as the modules make them: what is inside. */
  private local(name: string): string {
    const local = String(this.stack.locals[name]);
    const [, arn, from = "", to = ""] =
      /^\$\{replace\((\S+), "(.+)", "(.+)"\)\}$/.exec(local) ?? [];
    if (arn !== undefined) return this.text(`\${${arn}}`).replaceAll(from, to);
    const [, inner] = /^\$\{substr\(jsonencode\((.+?)\), 1, length\(/.exec(local) ?? [];
    const [, joined] = /^join\("", \[(.+)\]\)$/.exec(inner ?? "") ?? [];
    // One local may hold another.
    return this.parts(joined ?? inner ?? "").join("");
  }

  /** The texts of an expression's list: literals, and references resolved. */
  private parts(listed: string): readonly string[] {
    const parts = listed.match(/"[^"\\]*"|[a-z0-9_]+(\.[A-Za-z0-9_-]+){1,2}/g);
    if (!parts) throw new Error(`not resolved: ${listed}`);
    return parts.map((part) =>
      part.startsWith('"') ? part.slice(1, -1) : this.text(`\${${part}}`),
    );
  }

  private attribute(type: string, name: string, attribute: string): string {
    const resource = this.stack.resources(type)[name];
    if (!resource) throw new Error(`no ${type}.${name}`);
    switch (`${type}.${attribute}`) {
      case "aws_kms_key.arn":
        return ownedKeyArn(resource);
      case "aws_secretsmanager_secret.arn":
        return this.ownedSecretArn(this.text(resource["name"]));
      case "aws_iam_role.arn":
        return roleArn(this.text(resource["name"]));
      case "aws_iam_role.name":
        return this.text(resource["name"]);
      case "aws_iam_policy.arn":
        return policyArn(this.nameOf(resource));
      case "aws_s3_bucket.id":
        return this.text(resource["bucket"]);
      default:
        throw new Error(`${type}.${attribute} is not one that AWS is known to answer here`);
    }
  }

  private ownedSecretArn(wanted: string): string {
    const secret = this.plan.secrets.find(
      ({ store, name, origin }) =>
        store === "secretsmanager" && origin === "owned" && name === wanted,
    );
    if (!secret) throw new Error(`the plan has no secret ${wanted}`);
    return secretArn(secret);
  }
}

/** What is read of a service's connections. */
interface Connections {
  readonly log_configuration?: {
    readonly secret_option?: readonly { readonly value_from: string }[];
  };
  readonly service?: readonly { readonly tls?: { readonly role_arn: string } }[];
}

function connectOf(service: Attributes): Connections {
  return (service["service_connect_configuration"] ?? {}) as Connections;
}

/** Whether a service runs the task definition of that id. */
function runs(service: Attributes, id: string): boolean {
  return String(service["task_definition"]).includes(`.${id}.`);
}

/** What is read of a container definition. */
interface Container {
  readonly secrets?: readonly { readonly valueFrom: string }[];
  readonly logConfiguration?: {
    readonly secretOptions?: readonly { readonly valueFrom: string }[];
  };
  readonly firelensConfiguration?: { readonly options?: Readonly<Record<string, string>> };
  readonly repositoryCredentials?: { readonly credentialsParameter: string };
  readonly environmentFiles?: readonly { readonly value: string }[];
  readonly credentialSpecs?: readonly string[];
  readonly environment?: readonly { readonly name: string; readonly value: string }[];
  readonly command?: readonly string[];
}

function readBeforeStart(container: Container): readonly string[] {
  return [
    ...(container.secrets ?? []).map(({ valueFrom }) => valueFrom),
    ...(container.logConfiguration?.secretOptions ?? []).map(({ valueFrom }) => valueFrom),
    ...(container.repositoryCredentials
      ? [container.repositoryCredentials.credentialsParameter]
      : []),
    ...(container.environmentFiles ?? []).map(({ value }) => value),
    ...(container.credentialSpecs ?? []).map((spec) =>
      spec.replace(/^credentialspec(domainless)?:/, ""),
    ),
    ...configFiles(container.firelensConfiguration?.options),
  ];
}

function configFiles(options: Readonly<Record<string, string>> = {}): readonly string[] {
  return options["config-file-type"] === "s3" ? [options["config-file-value"] ?? ""] : [];
}

function readInside({ environment = [], command = [] }: Container): readonly string[] {
  const prefixes = environment.flatMap(({ value }) =>
    value.startsWith("s3://") ? [value.replace("s3://", "arn:aws:s3:::")] : [],
  );
  // The init container's arguments: script, program, then pairs of a path and what is read into it.
  return [...prefixes, ...command.slice(2).filter((_argument, index) => index % 2 === 1)];
}

function withoutSelector(valueFrom: string): string {
  return valueFrom.replace(/^(arn:aws:secretsmanager:(?:[^:]*:){3}[^:]*):.*$/, "$1");
}

function keyIn(block: unknown): string | undefined {
  return /"kms_(?:master_)?key_id":"([^"]+)"/.exec(JSON.stringify(block))?.[1];
}

function ownedKeyArn({ description }: Attributes): string {
  return keyArn("owned", Number(String(description).replace("owned-", "")));
}

function roleArn(name: string): string {
  return `arn:aws:iam::${ACCOUNT}:role/${name}`;
}

function policyArn(name: string): string {
  return `arn:aws:iam::${ACCOUNT}:policy/${name}`;
}

function unique(texts: readonly string[]): readonly string[] {
  return [...new Set(texts)].sort();
}
