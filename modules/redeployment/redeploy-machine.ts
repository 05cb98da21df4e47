import type { Json } from "../core";

/** The fields of an execution's input, which the rule that starts it sets. */
export const FROM_EVENT = { changedAt: "$.time", event: "$.id", kind: "$.detail-type" } as const;

/** What the machine works with. */
export interface RedeployMachineProps {
  readonly partition: string;
  /** The machine's own ARN. */
  readonly stateMachineArn: string;
  /** URL of the queue to which it reports the deployments that failed. */
  readonly queueUrl: string;
  /** Seconds for which changes are collected before a deployment. */
  readonly settleSeconds: number;
}

/** Seconds that another execution has for the deployment that it has claimed. */
const CLAIM_SECONDS = 60;

/** Errors that a retry does not cure. */
const PERMANENT = [
  "AccessDeniedException",
  "ClusterNotFoundException",
  "InvalidParameterException",
  "ServiceNotActiveException",
  "ServiceNotFoundException",
].map((error) => `Ecs.${error}`);

// ECS has no error of its own for throttling, so every other error counts as temporary: retried for eight minutes.
const RETRY: Json = [
  { ErrorEquals: PERMANENT, MaxAttempts: 0 },
  {
    ErrorEquals: ["States.ALL"],
    IntervalSeconds: 2,
    BackoffRate: 2,
    MaxAttempts: 9,
    MaxDelaySeconds: 120,
    JitterStrategy: "FULL",
  },
];

const CATCH: Json = [{ ErrorEquals: ["States.ALL"], ResultPath: "$.failure", Next: "Report" }];

/**
 * The definition of the machine. It is executed once for each event and each service that reads the secret, with the
 * input `{ changedAt, cluster, event, kind, service, id }`.
 *
 * An execution waits for further changes, and then deploys, unless a deployment has begun after the change: the tasks
 * of that one read the new value already. Of several executions that would replace the same deployment, one gets the
 * claim: it is the first to start an execution of this same machine under the name of the claim. That execution does
 * nothing else.
 *
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/concepts-amazon-states-language.html
 */
export function redeployMachine(props: RedeployMachineProps): Json {
  return {
    Comment: "Deploys a service again after a secret that it reads has changed",
    StartAt: "Claim or event",
    TimeoutSeconds: 2 * 60 * 60,
    States: {
      "Claim or event": {
        Type: "Choice",
        Choices: [{ Variable: "$.claimedBy", IsPresent: true, Next: "Claimed" }],
        Default: "Settle",
      },
      Claimed: { Type: "Succeed" },
      Settle: { Type: "Wait", Seconds: props.settleSeconds, Next: "Look" },
      ...lookStates(props),
      ...claimStates(props),
      ...deployStates(props),
    },
  };
}

function lookStates({ partition }: RedeployMachineProps): Readonly<Record<string, Json>> {
  return {
    Look: {
      Type: "Task",
      Resource: `arn:${partition}:states:::aws-sdk:ecs:describeServices`,
      Parameters: { "Cluster.$": "$.cluster", "Services.$": "States.Array($.service)" },
      ResultPath: "$.found",
      Retry: RETRY,
      Catch: CATCH,
      Next: "Deployed before",
    },
    "Deployed before": {
      Type: "Choice",
      Choices: [
        { Variable: "$.found.Services[0].Deployments[0]", IsPresent: true, Next: "Compare" },
      ],
      // There is no such service, or no deployment of it: the error of ECS says best what is wrong.
      Default: "Deploy",
    },
    Compare: {
      Type: "Pass",
      Parameters: {
        "deployments.$": "$.found.Services[0].Deployments[?(@.Status == 'PRIMARY')]",
        // The time of an event is in whole seconds: the change came before the end of that second.
        "changedBefore.$": `States.Format('{}.999Z', ${first(first("$.changedAt", "Z"), ".")})`,
      },
      ResultPath: "$.primary",
      Next: "Newer than the change",
    },
    "Newer than the change": {
      Type: "Choice",
      Choices: [
        {
          Variable: "$.primary.deployments[0].CreatedAt",
          TimestampGreaterThanPath: "$.primary.changedBefore",
          Next: "Up to date",
        },
        { Variable: "$.claim", IsPresent: true, Next: "Deploy" },
      ],
      Default: "Claim",
    },
    "Up to date": { Type: "Succeed" },
  };
}

/** The text before a separator. One separator at a time, because interpreters treat several differently. */
function first(text: string, separator: string): string {
  return `States.ArrayGetItem(States.StringSplit(${text}, '${separator}'), 0)`;
}

function claimStates(props: RedeployMachineProps): Readonly<Record<string, Json>> {
  const { partition, stateMachineArn } = props;
  return {
    Claim: {
      Type: "Task",
      Resource: `arn:${partition}:states:::states:startExecution`,
      Parameters: {
        StateMachineArn: stateMachineArn,
        "Name.$":
          "States.Format('{}-{}', $.id, States.ArrayGetItem(States.StringSplit($.primary.deployments[0].Id, '/'), 1))",
        // Each claim has an input of its own: with the same, Step Functions would take the second start for the first.
        Input: { "claimedBy.$": "$$.Execution.Id" },
      },
      ResultPath: "$.claim",
      Catch: [
        {
          ErrorEquals: ["StepFunctions.ExecutionAlreadyExistsException"],
          ResultPath: "$.claim",
          Next: "Leave it to the other",
        },
        // Two deployments are better than none.
        { ErrorEquals: ["States.ALL"], ResultPath: "$.claim", Next: "Deploy" },
      ],
      Next: "Deploy",
    },
    "Leave it to the other": { Type: "Wait", Seconds: CLAIM_SECONDS, Next: "Look" },
  };
}

function deployStates(props: RedeployMachineProps): Readonly<Record<string, Json>> {
  const { partition, queueUrl } = props;
  return {
    Deploy: {
      Type: "Task",
      Resource: `arn:${partition}:states:::aws-sdk:ecs:updateService`,
      Parameters: {
        "Cluster.$": "$.cluster",
        "Service.$": "$.service",
        ForceNewDeployment: true,
      },
      ResultSelector: { "deployment.$": "$.Service.Deployments[0].Id" },
      Retry: RETRY,
      Catch: CATCH,
      End: true,
    },
    Report: {
      Type: "Task",
      Resource: `arn:${partition}:states:::sqs:sendMessage`,
      Parameters: {
        QueueUrl: queueUrl,
        MessageBody: {
          "changedAt.$": "$.changedAt",
          "cluster.$": "$.cluster",
          "event.$": "$.event",
          "execution.$": "$$.Execution.Id",
          "failure.$": "$.failure",
          "kind.$": "$.kind",
          "service.$": "$.service",
        },
      },
      ResultPath: "$.reported",
      Retry: RETRY,
      Catch: [{ ErrorEquals: ["States.ALL"], ResultPath: "$.reported", Next: "Failed" }],
      Next: "Failed",
    },
    Failed: { Type: "Fail", ErrorPath: "$.failure.Error", CausePath: "$.failure.Cause" },
  };
}
