import { Token } from "cdktf";
import type { Construct } from "constructs";
import { jsonEmbedded, type Json } from "../core";
import { hostPort as hostPortRule } from "./capacity-rules";
import type { ContainerProps, HealthCheck, PortMapping } from "./container-props";
import {
  environmentVariableName,
  healthCheckTiming,
  listKnown,
  mountPath,
  portNumber,
  variableUnique,
} from "./rules";
import type { TaskContext } from "./task-context";

/** The fields of a container definition that name no secret. */
export function plainFields(
  container: Construct,
  props: ContainerProps,
  task: TaskContext,
): Readonly<Record<string, Json>> {
  const render = new FieldRenderer(container, task);
  return {
    cpu: props.cpu,
    memory: props.memoryLimitMiB,
    memoryReservation: props.memoryReservationMiB,
    command: props.command && render.texts("command", props.command),
    entryPoint: props.entryPoint && render.texts("entryPoint", props.entryPoint),
    user: render.text("user", props.user),
    workingDirectory: render.text("working-directory", props.workingDirectory),
    readonlyRootFilesystem: props.readonlyRootFilesystem ?? true,
    dockerLabels: props.labels && render.labels(props.labels),
    environment: render.environment(props),
    portMappings: props.portMappings?.map((mapping) => render.port(mapping)),
    healthCheck: props.healthCheck && render.healthCheck(props.healthCheck),
    mountPoints: props.mounts && render.mounts(props.mounts),
    dependsOn: props.dependsOn && render.dependencies(props.dependsOn),
    startTimeout: props.startTimeoutSeconds,
    stopTimeout: props.stopTimeoutSeconds,
  };
}

class FieldRenderer {
  public constructor(
    private readonly container: Construct,
    private readonly task: TaskContext,
  ) {}

  public text(id: string, text: string | undefined): Json {
    return text === undefined ? undefined : jsonEmbedded(this.container, id, text);
  }

  public texts(prop: string, texts: readonly string[]): Json {
    const known = !Token.isUnresolved(texts);
    listKnown.enforce(this.container, prop, known);
    return known ? texts.map((text, index) => this.text(`${prop}-${index}`, text)) : [];
  }

  public environment({ environment = {}, secrets = {} }: ContainerProps): Json {
    const taken = Object.keys(secrets);
    const names = Object.keys(environment).sort();
    for (const name of names) {
      environmentVariableName.enforce(this.container, "environment", name);
      variableUnique.enforce(this.container, "environment", { name, taken });
    }
    if (names.length === 0) return undefined;
    return names.map((name) => ({
      name,
      value: this.text(`environment-${name}`, environment[name]),
    }));
  }

  public labels(labels: Readonly<Record<string, string>>): Json {
    return Object.fromEntries(
      sorted(labels).map(([key, label]) => [key, this.text(`label-${key}`, label)]),
    );
  }

  public port({ containerPort, hostPort, protocol = "tcp", name, appProtocol }: PortMapping): Json {
    const { networkMode } = this.task;
    portNumber.enforce(this.container, "portMappings", containerPort);
    hostPortRule.enforce(this.container, "portMappings", { networkMode, containerPort, hostPort });
    return { containerPort, hostPort, protocol, name, appProtocol };
  }

  public mounts(mounts: NonNullable<ContainerProps["mounts"]>): Json {
    return sorted(mounts).map(([containerPath, { volume, readOnly = false }]) => {
      mountPath.enforce(this.container, "mounts", containerPath);
      return { sourceVolume: volume, containerPath, readOnly };
    });
  }

  public dependencies(dependsOn: NonNullable<ContainerProps["dependsOn"]>): Json {
    return sorted(dependsOn).map(([containerName, condition]) => ({ containerName, condition }));
  }

  public healthCheck(check: HealthCheck): Json {
    const timing = (prop: keyof HealthCheck, least: number, most: number): number | undefined => {
      const value = check[prop];
      if (typeof value !== "number") return undefined;
      healthCheckTiming.enforce(this.container, `healthCheck.${prop}`, [value, least, most]);
      return value;
    };
    return {
      command: this.texts("healthCheck.command", check.command),
      interval: timing("intervalSeconds", 5, 300),
      timeout: timing("timeoutSeconds", 2, 120),
      retries: timing("retries", 1, 10),
      startPeriod: timing("startPeriodSeconds", 0, 300),
    };
  }
}

function sorted<T>(record: Readonly<Record<string, T>>): [string, T][] {
  return Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1));
}
