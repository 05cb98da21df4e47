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
    pattern: /:24224\b|fluent\.sock/i,
    cause: "the FireLens router did not listen when a container began to send to it",
    next: 'add `dependsOn: { ROUTER: "START" }`, with its name, to the containers that send, and see the router\'s own log',
  },
  {
    pattern: /unknown log opt|no log driver named/i,
    cause: "the log driver, or one of its options, is unknown to the container's runtime",
    next: "correct the options; Fargate has awslogs, splunk and awsfirelens only",
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
    pattern: /\bEBS\b.*(fail|unable|timed out|attach)|(fail|unable|timed out).*\bEBS\b/i,
    cause: "the task's EBS volume could not be made, attached or formatted",
    next: "aws ecs describe-tasks --query 'tasks[].attachments[]' shows why: often the role that makes volumes, or the zone's limits",
  },
  {
    pattern:
      /\bEFS\b|mount\.nfs4?|efs-?utils|fs-[0-9a-f]{8,}|VolumeDriver\.|mounting volume failed/i,
    cause: "the EFS volume could not be mounted",
    next: "open port 2049 between the task's and the file system's security groups, have a mount target in every zone, and allow elasticfilesystem:ClientMount to the task role",
  },
  {
    pattern:
      /deadline exceeded|context canceled|RequestCanceled|request canceled|i\/o timeout|TLS handshake|dial tcp|connection (refused|reset|issue|timed out)|no route to host|network is unreachable|timed? ?out waiting for connection|Client\.Timeout|send request failed|no such host|network configuration|signal: killed|inactivity time exceeded/i,
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
    pattern: /platform version|PlatformTaskDefinitionIncompatibility|platform does not satisfy/i,
    cause: "the platform version does not know the way of delivery",
    checks: ["platform-version"],
  },
  {
    pattern:
      /reached the limit on the number of (tasks|vCPUs)|is above your limit|vCPU limit|quota.*exceeded/i,
    cause: "the account runs as many tasks or vCPUs as its quota allows",
    next: "ask for a higher quota of Fargate, or run fewer tasks at once",
  },
  {
    pattern: /Capacity is unavailable/i,
    cause: "Fargate has no capacity of this kind at the moment",
    next: "wait for the next task, or offer more zones, or FARGATE beside FARGATE_SPOT",
  },
  {
    pattern:
      /provision(ing)? (to )?complete|enough free addresses|InsufficientFreeAddresses|ContainerNetworkingError|failed to (configure ENI|setup network namespace)|create network interface/i,
    cause: "the task got no network interface or storage in time",
    next: "see whether the subnets have free addresses, and whether the next task starts",
  },
  {
    pattern: /unable to stop or start tasks during a deployment/i,
    cause: "the deployment has no room: it may start no further task, and stop none",
    next: "raise `maximumPercent`, or lower `minimumHealthyPercent`",
  },
  {
    pattern:
      /(subnet|security group)( id)?s? '[^']*' do(es)? not exist|Invalid(SubnetID|Subnet|Group|SecurityGroup(ID)?)\b/i,
    cause: "a subnet or security group of the service is not there",
    next: "correct `subnetIds` and `securityGroupIds`; all are of one VPC",
  },
  {
    pattern:
      /target type \w+, which is incompatible|TARGET( GROUP)? IS NOT FOUND|failed to register targets/i,
    cause: "the task could not be registered with its target group",
    next: "see that the target group is there, and of the type ip in network mode awsvpc, else instance",
  },
  {
    pattern:
      /Internal(Service|Server)?Error|Internal error\b|unexpected error has occurred|Contact AWS Support/i,
    cause: "AWS had an error of its own",
    next: "see whether the next task starts",
  },
  {
    pattern:
      /unable to place a task(?!\. Reason)|no container instance met|^RESOURCE:|\bRESOURCE:(CPU|MEMORY|PORTS|ENI|GPU)|placement constraint unsatisfied|missing an attribute|No Container Instances were found|TaskFailedToStart: (AGENT|ATTRIBUTE|LOCATION)|EMPTY CAPACITY PROVIDER|NO ACTIVE INSTANCES/i,
    cause: "no instance of the cluster has room for the task, or what it asks for",
    next: "add instances, or ask for less: the event names what is lacking",
  },
  {
    pattern: /container ordering dependency .*(timed out|never start|exit successfully)/i,
    cause:
      "a container waited for another one, which did not become what `dependsOn` demands of it",
    next: "see that container's own log and exit code (with `secretFiles` the init container's), or raise its `startTimeoutSeconds`",
  },
  {
    pattern: /dependencies cannot be resolved|ordering dependency .*does not exist/i,
    cause: "containers of the task wait for each other, or for one that is not there",
    next: "correct `dependsOn`, links and volumesFrom of the task definition",
  },
  {
    pattern: /service connect/i,
    cause: "the proxy of Service Connect could not be set up",
    next: "see the proxy's own log (`serviceConnect.logging`), and that each service names a port of the task",
  },
  {
    pattern: /port is already allocated|address already in use/i,
    cause: "another container of the instance has the host port",
    next: "leave `hostPort` out, so that a free one is taken",
  },
  {
    pattern: /could not select device driver/i,
    cause: "the instance has no GPU, or no driver for it",
    next: "use instances and an AMI for GPUs, or leave `gpuCount` out",
  },
  {
    pattern: /OOM-killed|cannot allocate memory|Minimum memory limit allowed/i,
    cause: "the container has too little memory to start",
    next: "raise `memoryLimitMiB`, or the task's memory",
  },
  {
    pattern: /No such image/i,
    cause: "the image was removed from the instance before its container was made",
    next: "see whether the next task starts; see the instance's disk",
  },
  {
    pattern:
      /Invalid volume referenced|invalid mount|volume .*(not found|does not exist)|CannotCreateVolume|InvalidVolumeError|error mounting/i,
    cause: "a volume of the container could not be made or mounted",
    next: "correct the volume, or the path that it is mounted at",
  },
  {
    pattern:
      /executable file not found|no such file or directory|OCI runtime create failed|permission denied/i,
    cause:
      "the container's program cannot be run: its image has none of that name, or not for this user",
    next: "correct `command`, `entryPoint`, `workingDirectory` or `user`",
  },
  {
    pattern: /Could not transition to|DockerTimeoutError|ContainerRuntimeTimeoutError/i,
    cause: "the container's runtime did not answer in time",
    next: "see whether the next task starts; on an instance see its load and disk",
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
    pattern: /health checks?\b|is unhealthy in/i,
    cause: "the container or its load balancer's target was unhealthy",
    next: "see the container's own log, and its `healthCheck` or the target group's",
    ran: true,
  },
  {
    pattern: /unable to consistently start tasks|deployment failed: tasks failed to start/i,
    cause: "one task after the other ended soon after its start",
    next: "the reasons of its stopped tasks say why: aws ecs describe-tasks --query 'tasks[].[stoppedReason,containers[].[name,exitCode,reason]]'",
    ran: true,
  },
  {
    pattern: /ExecuteCommandAgent/i,
    cause: "the agent of ECS Exec did not start; the task itself goes on",
    next: "set `readonlyRootFilesystem: false`, which it needs, and see that the task reaches ssmmessages",
    ran: true,
  },
  {
    pattern: /performing maintenance on the underlying infrastructure/i,
    cause: "AWS replaced what the task ran on",
    next: "nothing: ECS starts another task",
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
