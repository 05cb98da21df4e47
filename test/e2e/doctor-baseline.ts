import {
  CreateClusterCommand,
  CreateServiceCommand,
  RegisterTaskDefinitionCommand,
  type ContainerDefinition,
  type CreateServiceCommandInput,
  type Volume,
} from "@aws-sdk/client-ecs";
import { CreateRoleCommand, PutRolePolicyCommand } from "@aws-sdk/client-iam";
import { CreateKeyCommand } from "@aws-sdk/client-kms";
import {
  CreateBucketCommand,
  PutBucketEncryptionCommand,
  PutObjectCommand,
} from "@aws-sdk/client-s3";
import { CreateSecretCommand } from "@aws-sdk/client-secrets-manager";
import { PutParameterCommand } from "@aws-sdk/client-ssm";
import type { AwsClients } from "../../cli/src/aws";
import { TARGET } from "../support/local-scenario";
import { makeNetwork, type NetworkSettings } from "./doctor-network";

const { account: ACCOUNT, region: REGION } = TARGET;

/** In every value: nothing of it may be shown. */
export const CANARY = "canary-7d1f";

/** The policies of a role, by name. */
export type Policies = Record<string, readonly object[]>;

/** What a fault changes before the service is made. */
export interface Variation {
  /** Changes the containers as they are registered. */
  readonly containers?: (baseline: DoctorBaseline) => void;
  /** Changes the service as it is made. */
  readonly service?: Partial<CreateServiceCommandInput>;
  /** Changes what is there already. */
  readonly plant?: (baseline: DoctorBaseline) => Promise<unknown>;
  /** Changes the network that the service is put in. */
  readonly network?: NetworkSettings;
}

/** Something that is wrong, and what doctor should call it. */
export interface Fault extends Variation {
  /** The check, or checks, that speak of it; nothing else may. */
  readonly found: readonly string[];
  /** `container target` of every reference that it keeps from arriving. @default - it is about the whole service */
  readonly at?: readonly string[];
  /** Whether only the value shows it. @default false */
  readonly inValue?: boolean;
}

/** A healthy service of its own cluster, with a secret delivered in every way, as it could be made by hand. */
export class DoctorBaseline {
  /** Makes it all but the service, and plants the fault. */
  public static async create(
    clients: AwsClients,
    name: string,
    variation: Variation = {},
  ): Promise<DoctorBaseline> {
    const baseline = new DoctorBaseline(clients, name);
    await baseline.makeSecrets();
    await baseline.makeObjects();
    await baseline.makeRoles();
    variation.containers?.(baseline);
    await variation.plant?.(baseline);
    baseline.variation = variation;
    return baseline;
  }

  public readonly parameterName: string;
  public readonly secretArns = { db: "", log: "", registry: "", tls: "" };
  public readonly roles = { execution: "", task: "" };
  public readonly policies: Record<"execution" | "task", Policies> = { execution: {}, task: {} };
  public keyArn = "";
  public web: ContainerDefinition = {};
  public files: ContainerDefinition = {};
  public volumes: Volume[] = [];
  private variation: Variation = {};

  private constructor(
    public readonly clients: AwsClients,
    public readonly name: string,
  ) {
    this.parameterName = `/${name}/api-key`;
  }

  public get stores(): ReturnType<AwsClients["in"]> {
    return this.clients.in(REGION);
  }

  public get parameterArn(): string {
    return `arn:aws:ssm:${REGION}:${ACCOUNT}:parameter${this.parameterName}`;
  }

  /** The emulator does not take its ARN everywhere. */
  public get keyId(): string {
    return this.keyArn.slice(this.keyArn.lastIndexOf("/") + 1);
  }

  public get bucketArn(): string {
    return `arn:aws:s3:::${this.name}`;
  }

  /** Writes the policy of a role again, without the statements that are dropped. */
  public async changePolicy(
    role: "execution" | "task",
    PolicyName: string,
    change: (statement: Readonly<Record<string, unknown>>) => object | undefined,
  ): Promise<void> {
    const statements = (this.policies[role][PolicyName] ?? []).flatMap((statement) => {
      return change(statement as Readonly<Record<string, unknown>>) ?? [];
    });
    await this.putPolicy(role, PolicyName, statements);
  }

  /** Makes the service, whose task starts now. */
  public async start(): Promise<void> {
    const { ecs } = this.clients;
    await ecs.send(new CreateClusterCommand({ clusterName: this.name }));
    const { taskDefinition } = await ecs.send(
      new RegisterTaskDefinitionCommand({
        family: this.name,
        requiresCompatibilities: ["FARGATE"],
        networkMode: "awsvpc",
        cpu: "256",
        memory: "512",
        ...(this.roles.execution === "" ? {} : { executionRoleArn: this.roles.execution }),
        ...(this.roles.task === "" ? {} : { taskRoleArn: this.roles.task }),
        volumes: this.volumes,
        containerDefinitions: [this.web, this.files],
      }),
    );
    await ecs.send(
      new CreateServiceCommand({
        cluster: this.name,
        serviceName: "web",
        taskDefinition: taskDefinition?.taskDefinitionArn,
        desiredCount: 1,
        launchType: "FARGATE",
        platformVersion: "1.4.0",
        networkConfiguration: {
          awsvpcConfiguration: await makeNetwork(this.clients, this.name, this.variation.network),
        },
        ...this.variation.service,
      }),
    );
  }

  private async makeSecrets(): Promise<void> {
    const { kms, secretsManager, ssm } = this.stores;
    const { KeyMetadata } = await kms.send(new CreateKeyCommand({ Policy: keyPolicy() }));
    this.keyArn = KeyMetadata?.Arn ?? "";
    const values = {
      db: { username: CANARY, password: `${CANARY}-db`, port: 5_432, pool: { max: 1_000_000 } },
      log: `${CANARY}-log`,
      registry: { username: CANARY, password: `${CANARY}-registry` },
      tls: `${CANARY}-tls`,
    };
    for (const secret of ["db", "log", "registry", "tls"] as const) {
      const value = values[secret];
      const { ARN = "" } = await secretsManager.send(
        new CreateSecretCommand({
          Name: `${this.name}/${secret}`,
          KmsKeyId: this.keyArn,
          SecretString: typeof value === "string" ? value : JSON.stringify(value),
        }),
      );
      this.secretArns[secret] = ARN;
    }
    await ssm.send(
      new PutParameterCommand({
        Name: this.parameterName,
        Type: "SecureString",
        KeyId: this.keyArn,
        Value: `${CANARY}-api`,
      }),
    );
    this.web = {
      name: "web",
      image: `${ACCOUNT}.dkr.ecr.${REGION}.amazonaws.com/web:1`,
      repositoryCredentials: { credentialsParameter: this.secretArns.registry },
      environment: [{ name: "FILES", value: `s3://${this.name}/files/` }],
      environmentFiles: [{ type: "s3", value: `${this.bucketArn}/settings.env` }],
      secrets: [
        { name: "API_KEY", valueFrom: this.parameterArn },
        { name: "DB", valueFrom: this.secretArns.db },
        { name: "DB_PASSWORD", valueFrom: `${this.secretArns.db}:password::` },
      ],
      logConfiguration: {
        logDriver: "splunk",
        options: { "splunk-url": "https://splunk.example.com" },
        secretOptions: [{ name: "splunk-token", valueFrom: this.secretArns.log }],
      },
    };
    const files = ["/run/secrets/tls.key", this.secretArns.tls];
    this.files = { name: "files", image: "aws-cli", command: ["…", "secret-files", ...files] };
  }

  private async makeObjects(): Promise<void> {
    const { s3 } = this.stores;
    const Bucket = this.name;
    const LocationConstraint = REGION;
    await s3.send(
      new CreateBucketCommand({ Bucket, CreateBucketConfiguration: { LocationConstraint } }),
    );
    const byDefault = { SSEAlgorithm: "aws:kms", KMSMasterKeyID: this.keyArn } as const;
    const rule = { ApplyServerSideEncryptionByDefault: byDefault, BucketKeyEnabled: true };
    const ServerSideEncryptionConfiguration = { Rules: [rule] };
    await s3.send(new PutBucketEncryptionCommand({ Bucket, ServerSideEncryptionConfiguration }));
    for (const Key of ["settings.env", "files/one"]) {
      await s3.send(new PutObjectCommand({ Bucket, Key, Body: `A=${CANARY}-object` }));
    }
  }

  private async makeRoles(): Promise<void> {
    const { db, log, registry, tls } = this.secretArns;
    const reads = (...Resource: readonly string[]): object =>
      allow("secretsmanager:GetSecretValue", Resource);
    for (const role of ["execution", "task"] as const) {
      const { Role } = await this.clients.iam.send(
        new CreateRoleCommand({
          RoleName: `${this.name}-${role}`,
          AssumeRolePolicyDocument: document([
            {
              Effect: "Allow",
              Principal: { Service: "ecs-tasks.amazonaws.com" },
              Action: "sts:AssumeRole",
            },
          ]),
        }),
      );
      this.roles[role] = Role?.Arn ?? "";
      await this.putPolicy(role, "decrypt", [allow("kms:Decrypt", [this.keyArn])]);
    }
    await this.putPolicy("execution", "read", [
      reads(db, log, registry),
      allow("ssm:GetParameters", [this.parameterArn]),
      allow("s3:GetObject", [`${this.bucketArn}/settings.env`]),
      allow("s3:GetBucketLocation", [this.bucketArn]),
    ]);
    await this.putPolicy("task", "read", [
      reads(tls),
      allow("s3:GetObject", [`${this.bucketArn}/files/*`]),
    ]);
  }

  private async putPolicy(
    role: "execution" | "task",
    PolicyName: string,
    statements: readonly object[],
  ): Promise<void> {
    this.policies[role][PolicyName] = statements;
    const RoleName = `${this.name}-${role}`;
    const PolicyDocument = document(statements);
    await this.clients.iam.send(new PutRolePolicyCommand({ RoleName, PolicyName, PolicyDocument }));
  }
}

/** A policy as text. */
export function document(Statement: readonly object[]): string {
  return JSON.stringify({ Version: "2012-10-17", Statement });
}

/** A statement that allows. */
export function allow(Action: string, Resource: readonly string[]): object {
  return { Effect: "Allow", Action, Resource };
}

/** The policy of a key, which lets the account's IAM decide. */
export function keyPolicy(principal = `arn:aws:iam::${ACCOUNT}:root`): string {
  return document([
    { Effect: "Allow", Principal: { AWS: principal }, Action: "kms:*", Resource: "*" },
  ]);
}
