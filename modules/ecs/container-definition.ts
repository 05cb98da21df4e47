import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { jsonEmbedded, type IGrantee, type Json } from "../core";
import type { ContainerProps, HealthCheck, PortMapping } from "./container-props";
import { ContainerSecrets } from "./container-secrets";
import {
  ecsName,
  environmentVariableName,
  healthCheckTiming,
  portNumber,
  variableUnique,
} from "./rules";
import type { SecretReference } from "./secret-reference";

type Fields = { readonly [field: string]: Json };

/** One container of a task definition; made by `addContainer`. */
export class ContainerDefinition extends Construct {
  public readonly containerName: string;
  public readonly essential: boolean;
  /** Every secret that starting it needs. */
  public readonly references: readonly SecretReference[];
  /** What must exist before a task starts. */
  public readonly dependables: readonly ITerraformDependable[];
  private readonly fields: Fields;

  /** @param executionRole called only where something needs the role, which is then made */
  public constructor(
    scope: Construct,
    name: string,
    props: ContainerProps,
    executionRole: () => IGrantee,
  ) {
    super(scope, name);
    ecsName.enforce(this, "name", name);
    this.containerName = name;
    this.essential = props.essential ?? true;

    const image = props.image.bind();
    const logging = props.logging?.bind(this, executionRole);
    const variables = props.secrets ?? {};
    const secrets =
      Object.keys(variables).length > 0
        ? new ContainerSecrets(this, variables, executionRole())
        : undefined;
    this.references = [
      ...(secrets?.references ?? []),
      ...(logging?.references ?? []),
      ...image.references,
    ];
    this.dependables = [
      ...this.references.flatMap((reference) => reference.dependables),
      ...(logging?.dependables ?? []),
    ];
    this.fields = {
      name,
      ...image.fields,
      essential: this.essential,
      cpu: props.cpu,
      memory: props.memoryLimitMiB,
      memoryReservation: props.memoryReservationMiB,
      command: props.command && this.texts("command", props.command),
      entryPoint: props.entryPoint && this.texts("entryPoint", props.entryPoint),
      user: props.user,
      workingDirectory: props.workingDirectory,
      readonlyRootFilesystem: props.readonlyRootFilesystem ?? true,
      dockerLabels: props.labels,
      environment: this.renderEnvironment(props.environment ?? {}, Object.keys(variables)),
      secrets: secrets?.toJson(),
      portMappings: props.portMappings?.map((mapping) => this.renderPort(mapping)),
      healthCheck: props.healthCheck && this.renderHealthCheck(props.healthCheck),
      logConfiguration: logging?.logConfiguration,
    };
  }

  /** The container definition as ECS reads it. */
  public toJson(): Fields {
    return this.fields;
  }

  private renderEnvironment(
    environment: Readonly<Record<string, string>>,
    taken: readonly string[],
  ): Json {
    const names = Object.keys(environment).sort();
    for (const name of names) {
      environmentVariableName.enforce(this, "environment", name);
      variableUnique.enforce(this, "environment", { name, taken });
    }
    if (names.length === 0) return undefined;
    return names.map((name) => {
      return { name, value: jsonEmbedded(this, `environment-${name}`, environment[name] ?? "") };
    });
  }

  private texts(prop: string, texts: readonly string[]): Json {
    return texts.map((text, index) => jsonEmbedded(this, `${prop}-${index}`, text));
  }

  private renderPort({ containerPort, protocol = "tcp", name, appProtocol }: PortMapping): Json {
    portNumber.enforce(this, "portMappings", containerPort);
    return { containerPort, protocol, name, appProtocol };
  }

  private renderHealthCheck(check: HealthCheck): Json {
    const timing = (prop: keyof HealthCheck, least: number, most: number): number | undefined => {
      const value = check[prop];
      if (typeof value !== "number") return undefined;
      healthCheckTiming.enforce(this, `healthCheck.${prop}`, [value, least, most]);
      return value;
    };
    return {
      command: this.texts("healthCheck", check.command),
      interval: timing("intervalSeconds", 5, 300),
      timeout: timing("timeoutSeconds", 2, 120),
      retries: timing("retries", 1, 10),
      startPeriod: timing("startPeriodSeconds", 0, 300),
    };
  }
}
