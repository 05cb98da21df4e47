import type { Container } from "@aws-sdk/client-ecs";

/** A task as ECS describes it. */
export interface LiveTask {
  readonly taskArn: string;
  /** The revision that it runs itself. */
  readonly taskDefinitionArn: string;
  readonly lastStatus: string;
  /** When ECS began to start it: it cannot have read a secret before. */
  readonly createdAt?: Date;
  /** When its containers ran: everything that ECS delivers had been read before. */
  readonly startedAt?: Date;
  readonly stoppedAt?: Date;
  readonly platformVersion?: string;
  readonly stoppedReason?: string;
  readonly stopCode?: string;
  readonly containers: readonly Container[];
}
