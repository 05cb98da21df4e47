import {
  EcsCluster,
  EcsService,
  Volume,
  type ContainerProps,
  type EcsServiceProps,
  type EfsVolumeProps,
  type PortMapping,
} from "cdktf-ecs-secrets/ecs";
import { synth, testStack } from "../../support/synth";
import { image } from "./fixtures";

/** Settings of a service, of which the launch type's own must be given: see {@link FARGATE}. */
export type Props = Partial<EcsServiceProps>;
export type Containers = Readonly<Record<string, Partial<ContainerProps>>>;

const ELB = "arn:aws:elasticloadbalancing:eu-central-1:123456789012:targetgroup";
const NAMESPACE =
  "arn:aws:servicediscovery:eu-central-1:123456789012:namespace/ns-0123456789abcdef";

export const REGISTRY =
  "arn:aws:servicediscovery:eu-central-1:123456789012:service/srv-0123456789abcdef";
export const NETWORK = { subnetIds: ["subnet-0a1b2c3d"], securityGroupIds: ["sg-0a1b2c3d"] };
export const FARGATE = { ...NETWORK, cpu: 256, memoryMiB: 512 };
export const BRIDGE = { compatibility: "EC2", networkMode: "bridge" } as const;
export const HOST = { compatibility: "EC2", networkMode: "host" } as const;
export const AWSVPC = { compatibility: "EC2", ...NETWORK } as const;
export const NONE = { compatibility: "EC2", networkMode: "none" } as const;
export const web = { image, portMappings: [{ containerPort: 8080 }] };
export const small = { memoryLimitMiB: 64 };

export const router = { user: "0", firelensRouter: { type: "fluentbit" } } as const;

/** A file system with further settings. */
export function efs(props: Partial<EfsVolumeProps> = {}): Volume {
  return Volume.efs({ fileSystemId: "fs-0123456789abcdef0", ...props });
}

/** A Fargate service with the volume `data`, which {@link data} mounts. */
export function withData(volume: Volume): Props {
  return { ...FARGATE, volumes: { data: volume } };
}

export const data = { mounts: { "/data": { volume: "data" } } };

/** A container with one port. */
export function port(containerPort: number, more: Partial<PortMapping> = {}) {
  return { portMappings: [{ containerPort, ...more }] };
}

/** A container with a range of ports. */
export function range(containerPortRange: string) {
  return { portMappings: [{ containerPortRange }] };
}

/** A container with a health check. */
export function check(more: { readonly retries?: number } = {}) {
  return { healthCheck: { command: ["CMD", "true"], ...more } };
}

/** An attachment of the container `web` to the target group of that name. */
export function target(name: string, containerPort = 8080) {
  return {
    targetGroupArn: `${ELB}/${name}/0123456789abcdef`,
    containerName: "web",
    containerPort,
  };
}

/** Synthesizes a service with these containers when it is called; an image is given. */
export function deploying(props: Props, containers: Containers): () => unknown {
  return () => {
    const stack = testStack();
    const cluster = new EcsCluster(stack, "cluster", {
      capacityProviders: ["FARGATE", "FARGATE_SPOT"],
      serviceConnectNamespaceArn: NAMESPACE,
    });
    const service = new EcsService(stack, "web", { cluster, ...props });
    for (const [name, container] of Object.entries(containers)) {
      service.addContainer(name, { image, ...container });
    }
    return synth(stack);
  };
}
