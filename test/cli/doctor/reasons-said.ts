import { ASM, PULL, SSM } from "./reasons-checked";

const REPOSITORY = "123456789012.dkr.ecr.eu-central-1.amazonaws.com/orders/web";
const DENIED = `CannotPullContainerError: Error response from daemon: pull access denied for ${REPOSITORY}, repository does not exist or may require 'docker login': denied: `;
const PULLED = "CannotPullContainerError: pull image manifest has been retried 5 time(s): ";
const USER = "User: arn:aws:sts::123456789012:assumed-role/exec/1 is not authorized to perform: ";
const START = "CannotStartContainerError: Error response from daemon: ";

/** Reasons of which no check knows more than they say, with their cause. */
export const SAID: readonly (readonly [reason: string, cause: string, next: string])[] = [
  // CloudWatch Logs
  [
    "ResourceInitializationError: failed to validate logger args: create stream has been retried 1 times: failed to create Cloudwatch log stream: ResourceNotFoundException: The specified log group does not exist.",
    "there is no such log group",
    "create the log group",
  ],
  [
    `ResourceInitializationError: failed to validate logger args: create stream has been retried 1 times: failed to create Cloudwatch log stream: AccessDeniedException: ${USER}logs:CreateLogStream on resource: arn:aws:logs:…`,
    "may not write to the log group",
    "allow logs:CreateLogStream",
  ],
  [
    `${START}failed to initialize logging driver: failed to create Cloudwatch log stream: NoCredentialProviders: no valid providers in chain.`,
    "the log driver had no credentials",
    "ECS_ENABLE_AWSLOGS_EXECUTIONROLE_OVERRIDE",
  ],
  // FireLens, in the words of the agent
  [
    "unable to generate firelens config: unable to apply log options of container web to firelens config: missing output key Name which is required for firelens configuration of type fluentbit",
    "is not told where output goes",
    "name the output plugin",
  ],
  [
    'unable to set socket directory ownership: unable to determine the user ID: strconv.Atoi: parsing "fluent": invalid syntax',
    "user is not a number",
    "write its `user` as a number",
  ],
  [
    "unsupported firelens config type fluentbeat",
    "the FireLens router's settings",
    "firelensRouter",
  ],
  // ECR
  [
    `The task can’t pull the image. Check that the role has the permissions to pull images from the registry. ${DENIED}${USER}ecr:BatchGetImage on resource: arn:aws:ecr:eu-central-1:123456789012:repository/orders/web because no identity-based policy allows the ecr:BatchGetImage action`,
    "the execution role may not pull",
    "allow the action",
  ],
  [
    `${PULL}execution resource retrieval failed: unable to retrieve ecr registry auth: service call has been retried 3 time(s): AccessDeniedException: ${USER}ecr:GetAuthorizationToken on resource: *`,
    "the execution role may not pull",
    "allow the action",
  ],
  [
    `${DENIED}${USER}ecr:BatchImportUpstreamImage on resource: arn:aws:ecr:…`,
    "may not fill the pull-through cache",
    "pullThroughCache: true",
  ],
  [
    `${PULLED}failed to resolve ref ${REPOSITORY}:1: pulling from host 123456789012.dkr.ecr.eu-central-1.amazonaws.com failed with status code [manifests 1]: 403 Forbidden`,
    "ECR refuses the image",
    "ecr:BatchGetImage",
  ],
  [
    "CannotPullContainerError: ref pull has been retried 5 time(s): failed to copy: httpReaderSeeker: failed open: unexpected status code https://prod-eu-central-1-starport-layer-bucket.s3.eu-central-1.amazonaws.com/a: 403 Forbidden",
    "S3 refuses the layers",
    "starport-layer-bucket",
  ],
  [
    `${DENIED}requested access to the resource is denied`,
    "ECR has no such repository or image",
    "correct the image",
  ],
  [`CannotPullContainerError: ${REPOSITORY}:9: not found`, "ECR has no such", "correct the image"],
  [
    "CannotPullContainerError: 123456789012.dkr-ecr.eu-central-1.on.aws/orders:9: not found",
    "ECR has no such",
    "correct the image",
  ],
  [
    `CannotPullContainerError: Error response from daemon: manifest for ${REPOSITORY}:9 not found: manifest unknown: Requested image not found`,
    "ECR has no such",
    "push it",
  ],
  [
    `CannotPullContainerError: API error (404): repository ${REPOSITORY} not found`,
    "ECR has no such",
    "push it",
  ],
  [
    `${DENIED}Your authorization token has expired. Reauthenticate and try again.`,
    "had expired",
    "update the agent",
  ],
  // Other registries
  [
    "CannotPullContainerError: toomanyrequests: You have reached your unauthenticated pull rate limit.",
    "the registry has no more pulls",
    "pull with a login",
  ],
  [
    `${PULLED}failed to resolve ref docker.io/library/nginx:1: unexpected status code: 429 Too Many Requests`,
    "the registry has no more pulls",
    "pull-through cache",
  ],
  [
    "CannotPullContainerError: image Manifest does not contain descriptor matching platform 'linux/arm64'",
    "not built for the processor",
    "cpuArchitecture",
  ],
  [
    `${PULLED}failed to resolve ref ${REPOSITORY}:1: no match for platform in manifest sha256:0a: not found`,
    "not built for the processor",
    "cpuArchitecture",
  ],
  [
    "CannotPullContainerError: Error response from daemon: devmapper: Thin Pool has 4350 free data blocks which is less than minimum required 4454 free data blocks.",
    "is full",
    "ephemeralStorageGiB",
  ],
  [
    "CannotPullContainerError: invalid reference format: repository name must be lowercase",
    "none that Docker takes",
    "lower case",
  ],
  [
    'CannotPullContainerError: Error response from daemon: Get "https://registry.example.com/v2/": x509: certificate signed by unknown authority',
    "certificate",
    "public authority",
  ],
  [
    "CannotPullContainerError: Error response from daemon: received unexpected HTTP status: 503 Service Unavailable",
    "the registry had an error",
    "next task starts",
  ],
  [
    "CannotPullContainerError: failed to register layer: exit status 1: unpigz: signal: killed",
    "unpacking the image was ended",
    "more of both",
  ],
  [
    "CannotPullContainerError: write /var/lib/docker/tmp/GetImageBlob1: no space left on device",
    "is full",
    "ephemeralStorageGiB",
  ],
  // AWS
  [
    `${PULL}${SSM}ThrottlingException: Rate exceeded`,
    "there were too many",
    "wait for the next task",
  ],
  [`${PULL}${ASM}TooManyRequestsException: slow down`, "there were too many", "fewer tasks"],
  [
    'unable to download env file with key a from bucket b, error: invalid path: bucket "b" key "../../a" escapes envfile resource directory',
    "refuses the name of the environment file",
    "without `..`",
  ],
  [
    "ResourceInitializationError: failed to invoke EFS utils commands to set up EFS volumes: stderr: mount.nfs4: Connection timed out",
    "the EFS volume could not be mounted",
    "port 2049",
  ],
  [
    "(service web) was unable to place a task because no container instance met all of its requirements.",
    "no instance of the cluster has room",
    "add instances",
  ],
  [
    "(service web) was unable to place a task. Reason: You've reached the limit on the number of tasks you can run concurrently.",
    "quota allows",
    "higher quota",
  ],
  [
    "(service web) was unable to place a task. Reason: The requested CPU configuration is above your limit.",
    "quota allows",
    "higher quota",
  ],
  [
    "(service web) was unable to place a task. Reason: Capacity is unavailable at this time. Please try again later or in a different availability zone.",
    "no capacity",
    "zones",
  ],
  [
    "(service web) was unable to place a task. Reason: Internal error.",
    "an error of its own",
    "next task starts",
  ],
  [
    "(service web) was unable to place a task. Reason: No Container Instances were found in your cluster.",
    "has room",
    "add instances",
  ],
  [
    "(service web) was unable to stop or start tasks during a deployment because of the service deployment configuration. Update the minimumHealthyPercent or maximumPercent value and try again.",
    "the deployment has no room",
    "maximumPercent",
  ],
  [
    "(service web) failed to launch a task with (error The subnet ID 'subnet-1' does not exist).",
    "is not there",
    "subnetIds",
  ],
  [
    "InvalidParameterException: The provided target group arn:aws:… has target type instance, which is incompatible with the awsvpc network mode specified in the task definition.",
    "with its target group",
    "type ip",
  ],
  [
    "(service web) operations are being throttled on elb. Will try again later.",
    "there were too many",
    "next task",
  ],
  // What containers want of each other, and of the instance, in the words of the agent and of Docker
  [
    "dependency graph: container ordering dependency [{web-secret-files SUCCESS}] for target [web] has timed out.",
    "waited for another one",
    "startTimeoutSeconds",
  ],
  [
    "dependency graph: failed to resolve container ordering dependency [{web-secret-files SUCCESS}] for target [web] as dependency did not exit successfully.",
    "waited for another one",
    "init container",
  ],
  [
    "TaskDependencyError: Task dependencies cannot be resolved, taskArn: arn:aws:ecs:…",
    "wait for each other",
    "volumesFrom",
  ],
  [
    "service connect config validation failed: no ingress or egress config",
    "proxy of Service Connect",
    "serviceConnect.logging",
  ],
  [
    "failed to create kerberos tickets associated service account arn:aws:secretsmanager:…: rpc error",
    "the domain user's secret",
    "domainName",
  ],
  [
    `${START}failed to initialize logging driver: dial tcp 127.0.0.1:24224: connect: connection refused`,
    "FireLens router did not listen",
    "START",
  ],
  [
    `${START}failed to initialize logging driver: unknown log opt 'awslogs-grp' for awslogs log driver`,
    "one of its options",
    "correct the options",
  ],
  [
    `${START}driver failed programming external connectivity on endpoint ecs-web: Bind for 0.0.0.0:80 failed: port is already allocated`,
    "has the host port",
    "hostPort",
  ],
  [`${START}could not select device driver "" with capabilities: [[gpu]]`, "no GPU", "gpuCount"],
  [
    `${START}OCI runtime create failed: runc create failed: unable to start container process: container init was OOM-killed (memory limit too low?): unknown`,
    "too little memory",
    "memoryLimitMiB",
  ],
  [
    "CannotCreateContainerError: Error response from daemon: No such image: registry.example.com/orders:1",
    "removed from the instance",
    "next task starts",
  ],
  [
    `${START}OCI runtime create failed: error mounting "/a" to rootfs at "/b": not a directory: unknown`,
    "volume of the container",
    "the path",
  ],
  [
    "CannotCreateVolumeError: Error response from daemon: create ecs-data: VolumeDriver.Create: mounting volume failed: mount.nfs4: access denied by server",
    "the EFS volume could not be mounted",
    "port 2049",
  ],
  [
    "TaskFailedToStart: EBS volume attachment failed: the volume could not be created",
    "EBS volume could not be made",
    "attachments",
  ],
  [
    "ContainerNetworkingError: container resource provisioning: failed to setup network namespace: x",
    "no network interface",
    "free addresses",
  ],
  ["TaskFailedToStart: MemberOf placement constraint unsatisfied.", "has room", "add instances"],
  ["You've reached the limit on the number of vCPUs you can run", "quota allows", "higher quota"],
  ["Capacity is unavailable at this time. Please try again later", "no capacity", "zones"],
  [
    "Timeout waiting for network interface provisioning to complete.",
    "network interface",
    "free addresses",
  ],
  [
    `${START}OCI runtime create failed: exec: "web": executable file not found in $PATH: unknown`,
    "program cannot be run",
    "correct `command`",
  ],
  [
    "CannotCreateContainerError: Invalid volume referenced: data",
    "volume of the container",
    "correct the volume",
  ],
  [
    "ContainerRuntimeTimeoutError: Could not transition to running; timed out after waiting 1m",
    "runtime did not answer",
    "next task starts",
  ],
  ["TaskFailedToStart: InternalError: unexpected error", "an error of its own", "next task starts"],
  // What ran
  ["OutOfMemoryError: Container killed due to memory usage", "more memory", "memoryLimitMiB"],
  ["Task failed ELB health checks in (target-group arn:aws:…)", "unhealthy", "healthCheck"],
  [
    "(service web) (port 8080) is unhealthy in (target-group arn:aws:…) due to (reason Request timed out)",
    "unhealthy",
    "healthCheck",
  ],
  [
    "(service web) is unable to consistently start tasks successfully.",
    "ended soon after its start",
    "stoppedReason",
  ],
  [
    "ExecuteCommandAgent process exited with exit code: 1",
    "the agent of ECS Exec",
    "readonlyRootFilesystem",
  ],
  [
    "ECS is performing maintenance on the underlying infrastructure hosting the task.",
    "AWS replaced",
    "another task",
  ],
  ["Essential container in task exited", "the application itself ended", "exit code"],
  ["Your Spot Task was interrupted.", "took the capacity", "another task"],
  ["Scaling activity initiated by deployment ecs-svc/1", "on purpose", "nothing is wrong"],
];
