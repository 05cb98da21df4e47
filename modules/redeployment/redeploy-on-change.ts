import { Aspects, Lazy, TerraformElement, TerraformStack } from "cdktf";
import { Construct } from "constructs";
import { AwsTarget } from "../core";
import {
  checkSamePlace,
  describeFinding,
  isUnresolved,
  physicalName,
  prepareStack,
  readProps,
  regionalArns,
  textMap,
  type PropTable,
  number,
  knownNumber,
  objectType,
  needed,
  knownList,
  checkType,
} from "../core/internal";
import type { IEcsService, IServiceRedeployment } from "../ecs";
import { ServiceRole } from "../iam/internal";
import type { EncryptionKey } from "../kms";
import { changePatterns, watchedSecrets } from "./change-patterns";
import { checkKeyRegion, madeKeyProp } from "../kms/internal";
import { DeadLetterQueue } from "./dead-letter-queue";
import { EventRule, type EventTarget } from "./event-rule";
import { FROM_EVENT, redeployMachine } from "./redeploy-machine";
import { servicesGiven, settleTime, settleTimeKnown, somethingWatched } from "./rules";
import { StateMachine } from "./state-machine";

/** Settings of a {@link RedeployOnChange}. */
export interface RedeployOnChangeProps {
  /** Key of this stack that encrypts executions, their log and the dead-letter queue; its key policy is extended. */
  readonly encryptionKey: EncryptionKey;
  /** Services to watch over. @default - those whose `redeployOnChange` is this */
  readonly services?: readonly IEcsService[];
  /**
   * Seconds between a change and the deployment, 10 to 3600: changes of a service's secrets within this time are one
   * deployment.
   *
   * @default 60
   */
  readonly settleSeconds?: number;
  /** ARNs that are notified when a change could not be deployed, such as SNS topics. @default - only CloudWatch shows the alarm */
  readonly alarmActionArns?: readonly string[];
  /** Days that the log of executions is kept. @default - the environment's, or 365 */
  readonly logRetentionDays?: number;
  /** @default - the provider's default tags only */
  readonly tags?: Readonly<Record<string, string>>;
}

const SERVICE = objectType("an EcsService", "serviceName", "cluster");

const PROPS = {
  encryptionKey: needed(madeKeyProp),
  services: knownList(SERVICE),
  settleSeconds: knownNumber,
  alarmActionArns: regionalArns,
  logRetentionDays: number,
  tags: textMap,
} satisfies PropTable<RedeployOnChangeProps>;

/** Characters that the number of a deployment leaves of the 80 of an execution's name. */
const ID_LENGTH = 55;

/**
 * Deploys services again when a secret that they read is changed by rotation, by hand, or by another stack.
 *
 * A running task keeps the values that it started with: only a new one reads again.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/secrets-envvar-secrets-manager.html
 */
export class RedeployOnChange extends Construct implements IServiceRedeployment {
  /** The state machine that waits and deploys, one for all services. */
  public readonly stateMachine: StateMachine;
  /** Receives a message about each change that could not be deployed. */
  public readonly deadLetterQueue: DeadLetterQueue;
  private readonly services = new Set<IEcsService>();
  private readonly eventsRole: ServiceRole;
  private readonly tags: RedeployOnChangeProps["tags"];

  public constructor(scope: Construct, id: string, input: RedeployOnChangeProps) {
    super(scope, id);
    prepareStack(this);
    const props = readProps(this, PROPS, input);
    const { encryptionKey, settleSeconds = 60, tags } = props;
    settleTime.enforce(this, "settleSeconds", settleSeconds);
    settleTimeKnown.enforce(this, "settleSeconds", !isUnresolved(settleSeconds));
    checkKeyRegion(this, "encryptionKey", encryptionKey);
    this.tags = tags;
    this.deadLetterQueue = new DeadLetterQueue(this, "failures", {
      encryptionKey,
      description:
        "A secret has changed, and a service that reads it could not be deployed again. Its tasks may run with the old value: see the messages, then run `ecs-secrets redeploy`.",
      alarmActionArns: props.alarmActionArns,
      tags,
    });
    this.stateMachine = new StateMachine(this, "machine", {
      encryptionKey,
      description: "Deploys services again after their secrets have changed",
      logRetentionDays: props.logRetentionDays,
      tags,
      definition: ({ arnByName }) =>
        redeployMachine({
          partition: AwsTarget.of(this).partition,
          stateMachineArn: arnByName,
          queueUrl: this.deadLetterQueue.queueUrl,
          settleSeconds,
        }),
    });
    this.stateMachine.grantStart(this.stateMachine.role);
    this.deadLetterQueue.grantSend(this.stateMachine.role);
    this.eventsRole = new ServiceRole(this, "events-role", {
      servicePrincipal: "events.amazonaws.com",
      sourceArn: AwsTarget.of(this).arn({ service: "events", resource: "rule/*" }),
      description: "Lets EventBridge tell that secrets have changed",
      tags,
    });
    this.stateMachine.grantStart(this.eventsRole);
    for (const service of props.services ?? []) this.addService(service);
    // Containers may be added until synthesis.
    new EarlyReferences(this, "references", () => this.references());
    Aspects.of(this).add({ visit: (node) => void (node === this && this.addRules()) });
    this.node.addValidation({ validate: () => this.problems() });
  }

  /** Also watches the secrets of this service. */
  public addService(service: IEcsService): void {
    checkType(this, "service", SERVICE, service);
    checkSamePlace(this, "services", service, service.cluster.clusterArn);
    this.services.add(service);
    const name = `${service.cluster.clusterName}/${service.serviceName}`;
    this.stateMachine.role.addToPolicy("redeploy-services", {
      actions: ["ecs:DescribeServices", "ecs:UpdateService"],
      resources: [AwsTarget.of(this).arn({ service: "ecs", resource: `service/${name}` })],
    });
  }

  private addRules(): void {
    this.node.tryRemoveChild("changes");
    const changes = new Construct(this, "changes");
    for (const service of this.services) {
      const id = physicalName(service, ID_LENGTH);
      const scope = new Construct(changes, this.nameOf(service));
      for (const { description, length, pattern, id: source } of changePatterns(
        watchedSecrets(service),
      )) {
        new EventRule(scope, source, {
          description: `${description}: ${service.node.path} reads it`,
          pattern,
          patternLength: length,
          target: this.targetFor(service, id),
          tags: this.tags,
        });
      }
    }
  }

  /** The service's path: below its stack, or below the app for a service of another stack. */
  private nameOf(service: IEcsService): string {
    const isNear = TerraformStack.of(service) === TerraformStack.of(this);
    return isNear ? service.node.path.split("/").slice(1).join("/") : service.node.path;
  }

  /** Everything that the rules refer to and that another stack may make. */
  private references(): unknown {
    return [...this.services].map((service) => [
      service.cluster.clusterName,
      service.serviceName,
      ...changePatterns(watchedSecrets(service)).map(({ pattern }) => pattern),
    ]);
  }

  private targetFor(service: IEcsService, id: string): EventTarget {
    return {
      stateMachine: this.stateMachine,
      role: this.eventsRole,
      deadLetterQueue: this.deadLetterQueue,
      input: {
        fromEvent: FROM_EVENT,
        constants: { cluster: service.cluster.clusterName, id, service: service.serviceName },
      },
    };
  }

  private problems(): string[] {
    const found = [...this.services].map((service) =>
      somethingWatched.problem("services", {
        service: service.node.path,
        watched: watchedSecrets(service).length,
      }),
    );
    return [servicesGiven.problem("services", this.services.size), ...found].flatMap((problem) =>
      problem ? [describeFinding(problem)] : [],
    );
  }
}

/**
 * Shows cdktf, while it prepares the stacks, the attributes that only an Aspect will write into this one. cdktf would
 * render an attribute of another stack that it meets later as if it belonged to this stack. Renders nothing itself.
 */
class EarlyReferences extends TerraformElement {
  public constructor(
    scope: Construct,
    id: string,
    private readonly produce: () => unknown,
  ) {
    super(scope, id);
  }

  public override toTerraform(): object {
    const references = Lazy.anyValue({
      produce: (context) => (context.preparing ? this.produce() : undefined),
    });
    return { references };
  }
}
