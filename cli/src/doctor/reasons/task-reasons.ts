import { NETWORK, REFUSED, ROLE, type ReasonKind } from "./reason-kind";

const FIRELENS_OPTIONS =
  "name the output plugin in the container's log options: `Name` for fluentbit, `@type` for fluentd; case counts";

/** Why output cannot be written. Before the rest: these texts hold those of other causes. */
export const LOG_REASONS: readonly ReasonKind[] = [
  {
    pattern: /log stream.*(ResourceNotFound|does not exist)|log group does not exist/i,
    cause: "there is no such log group in CloudWatch Logs",
    next: "create the log group that the container's log configuration names, in its Region",
  },
  {
    pattern: /not authorized to perform: logs:|log stream.*AccessDenied/i,
    cause: "the execution role may not write to the log group",
    next: "allow logs:CreateLogStream and logs:PutLogEvents on the log group to the execution role",
  },
  {
    pattern: /NoCredentialProviders|no valid providers in chain/i,
    cause: "the log driver had no credentials",
    checks: ROLE,
    next: "give the task an execution role, and let its instance use it for logs: ECS_ENABLE_AWSLOGS_EXECUTIONROLE_OVERRIDE=true",
  },
  {
    pattern: /missing output key|unable to apply log options of container/i,
    cause: "the FireLens router is not told where output goes",
    next: FIRELENS_OPTIONS,
  },
  {
    pattern: /unable to (parse Firelens user|determine the user ID)|socket directory ownership/i,
    cause: "the FireLens router's user is not a number",
    next: "write its `user` as a number, such as 1000",
  },
  {
    pattern: /firelens config(uration)? type|no firelens container|config-file-(type|value)/i,
    cause: "the agent does not understand the FireLens router's settings",
    next: "set `firelensRouter` on exactly one container, with the type fluentbit or fluentd",
  },
];

/** What the network, storage and ECS itself keep a task from. */
export const TASK_REASONS: readonly ReasonKind[] = [
  {
    pattern: /\bEFS\b|mount\.nfs4?|efs-?utils|fs-[0-9a-f]{8,}/i,
    cause: "the EFS volume could not be mounted",
    next: "open port 2049 between the task's and the file system's security groups, have a mount target in every zone, and allow elasticfilesystem:ClientMount to the task role",
  },
  {
    pattern:
      /deadline exceeded|context canceled|RequestCanceled|request canceled|i\/o timeout|TLS handshake|dial tcp|connection (refused|reset|issue|timed out)|no route to host|network is unreachable|timed? ?out waiting for connection|Client\.Timeout|send request failed|no such host|network configuration|signal: killed/i,
    cause: "the task does not reach what it calls",
    checks: NETWORK,
  },
  {
    pattern: /AccessDenied|not authorized to perform|access denied|\bForbidden\b/i,
    cause: "AWS refused the role a call",
    checks: [...REFUSED, "role-trust"],
  },
  {
    pattern: /failed to (initialize|validate) logg(er|ing)|logging driver|log driver/i,
    cause: "the log driver did not get what it needs",
    checks: ["value-empty", "secret-missing", ...REFUSED],
    inValue: true,
  },
  {
    pattern: /platform version|PlatformTaskDefinitionIncompatibility/i,
    cause: "the platform version does not know the way of delivery",
    checks: ["platform-version"],
  },
  {
    pattern:
      /unable to place a task|no container instance met|^RESOURCE:|\bRESOURCE:(CPU|MEMORY|PORTS|ENI|GPU)|placement constraint unsatisfied|EMPTY CAPACITY PROVIDER|NO ACTIVE INSTANCES/i,
    cause: "no instance of the cluster has room for the task, or what it asks for",
    next: "add instances, or ask for less: the event names what is lacking",
  },
  {
    pattern: /reached the limit on the number of (tasks|vCPUs)|vCPU limit|quota.*exceeded/i,
    cause: "the account runs as many tasks or vCPUs as its quota allows",
    next: "ask for a higher quota of Fargate, or run fewer tasks at once",
  },
  {
    pattern: /Capacity is unavailable/i,
    cause: "Fargate has no capacity of this kind at the moment",
    next: "wait for the next task, or offer more zones, or FARGATE beside FARGATE_SPOT",
  },
  {
    pattern: /provision(ing)? (to )?complete|enough free addresses|InsufficientFreeAddresses/i,
    cause: "the task got no network interface or storage in time",
    next: "see whether the subnets have free addresses, and whether the next task starts",
  },
  {
    pattern:
      /executable file not found|no such file or directory|OCI runtime create failed|permission denied/i,
    cause:
      "the container's program cannot be run: its image has none of that name, or not for this user",
    next: "correct `command`, `entryPoint`, `workingDirectory` or `user`",
  },
  {
    pattern:
      /Invalid volume referenced|invalid mount|volume .*(not found|does not exist)|CannotCreateVolume/i,
    cause: "a volume of the container could not be made or mounted",
    next: "correct the volume, or the path that it is mounted at",
  },
  {
    pattern: /Could not transition to|DockerTimeoutError|ContainerRuntimeTimeoutError/i,
    cause: "the container's runtime did not answer in time",
    next: "see whether the next task starts; on an instance see its load and disk",
  },
  {
    pattern: /InternalError|unexpected error has occurred|Contact AWS Support/i,
    cause: "AWS had an error of its own",
    next: "see whether the next task starts",
  },
];

/** Why a task ended that had started: no secret was missing. */
export const ENDED_REASONS: readonly ReasonKind[] = [
  {
    pattern: /OutOfMemory|Container killed due to memory usage/i,
    cause: "the container took more memory than it may have",
    next: "raise `memoryLimitMiB`, or the task's memory",
    ran: true,
  },
  {
    pattern: /health checks?\b/i,
    cause: "the container or its load balancer's target was unhealthy",
    next: "see the container's own log, and its `healthCheck` or the target group's",
    ran: true,
  },
  {
    pattern: /Essential container in task exited/i,
    cause: "the application itself ended",
    next: "see the container's own log, and its exit code: aws ecs describe-tasks --query 'tasks[].containers[].[name,exitCode,reason]'",
    ran: true,
  },
  {
    pattern: /Spot (Task was|interruption)|SpotInterruption/i,
    cause: "AWS took the capacity of FARGATE_SPOT or a Spot instance back",
    next: "nothing: ECS starts another task",
    ran: true,
  },
  {
    pattern:
      /Scaling activity|initiated by (deployment|user)|stopped by user|Task stopped by|Host EC2|UserInitiated/i,
    cause: "it was stopped on purpose: by a deployment, by scaling, or by a person",
    next: "nothing is wrong with the start of the task",
    ran: true,
  },
];
