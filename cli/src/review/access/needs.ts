import type { ContainerDefinition } from "@aws-sdk/client-ecs";
import {
  formatArn,
  parseEcrImage,
  SECRET_SUFFIX,
  STORES,
  viaService,
} from "../../../../modules/facts";
import { parsePolicy } from "../../policy";
import { clausesOf, type Need } from "../iam";
import { outsidePolicy, type HolderInWorld, type TaskInWorld, type World } from "../world";
import type { JudgedMention, Reach } from "./reach";
import type { Target } from "./target";

/** What the references, images and logs of all tasks need, by the role that needs it. */
export function needsOf(reach: Reach): ReadonlyMap<string, readonly Need[]> {
  const needs = new Map<string, Need[]>();
  const add = (roleKey: string, found: readonly Need[]): void => {
    const list = needs.get(roleKey) ?? [];
    list.push(...found);
    needs.set(roleKey, list);
  };
  for (const judged of reach.mentions) {
    if (judged.roleKey !== undefined) add(judged.roleKey, needsOfMention(judged, reach.world));
  }
  for (const task of reach.world.tasks) {
    const role = reach.roleOf(task.executionRole) ?? outsideRole(task, reach.world);
    if (!role) continue;
    for (const container of task.containers ?? []) {
      add(role.address, needsToStart(task, container));
    }
    const { name, document } = outsidePolicy(STANDARD);
    if (role.identity.some((policy) => policy.name === name)) {
      add(
        role.address,
        clausesOf(document).map((clause) => ({ clause, by: `${name} of AWS` })),
      );
    }
  }
  return needs;
}

/** An execution role that is no part of the plan, and gets policies from it. */
function outsideRole({ executionRole = "" }: TaskInWorld, world: World): HolderInWorld | undefined {
  const name = executionRole.split("/").at(-1) ?? executionRole;
  return world.holders.find((holder) => holder.name === `role ${name}`);
}

/** Images and logs of everything, and no secret: what ECS itself gives to most execution roles. */
const STANDARD = "arn:aws:iam::aws:policy/service-role/AmazonECSTaskExecutionRolePolicy";

function needsOfMention({ mention }: JudgedMention, { place }: World): readonly Need[] {
  const { target, use, readByEcs } = mention;
  if (typeof target === "string") return [];
  const by =
    use.way === "reference"
      ? `${use.taskDefinition}, whose containers are known after apply`
      : `${use.way} ${use.target} of ${use.container} in ${use.taskDefinition}`;
  const spelled = spellings(target);
  const via = viaService(target.store, { partition: place.partition, region: target.region });
  const context =
    target.store === "s3" && target.context.value === target.bucketArn
      ? [target.context.value]
      : spelled;
  const decrypt = {
    Action: "kms:Decrypt",
    // Which key encrypts it, only its store knows; the condition holds the secret all the same.
    Resource: target.kms ? target.kms.arn : target.missing === undefined ? [] : "*",
    Condition: {
      StringEquals: { "kms:ViaService": via },
      StringLike: { [`kms:EncryptionContext:${target.context.key}`]: context },
    },
  };
  const statements = [
    { Action: STORES[target.store].readAction, Resource: spelled },
    ...(readByEcs ? [{ Action: "s3:GetBucketLocation", Resource: target.bucketArn }] : []),
    ...(decrypt.Resource.length === 0 ? [] : [decrypt]),
  ];
  return statements.flatMap((statement) => need(statement, by));
}

/** How the ARN of a target may be written in a grant: with AWS's six characters, or a pattern for them. */
function spellings({ arn, store, key }: Target): readonly string[] {
  if (store === "secretsmanager") return [arn, arn.replace(SECRET_SUFFIX, "-??????")];
  return store === "s3" && key.endsWith("/") ? [arn.replace(/object$/, "*")] : [arn];
}

/** What ECS needs to pull the image and to write the log of a container. */
function needsToStart(
  { family, place }: TaskInWorld,
  { name = "", image = "", logConfiguration }: ContainerDefinition,
): readonly Need[] {
  const { partition } = place;
  const needs: Need[] = [];
  const ecr = parseEcrImage(image);
  if (ecr) {
    const by = `image of ${name} in ${family}`;
    const { account, region, repository } = ecr;
    const resource = `repository/${repository}`;
    const Resource = formatArn({ partition, service: "ecr", region, account, resource });
    const Action = ["BatchCheckLayerAvailability", "GetDownloadUrlForLayer", "BatchGetImage"];
    needs.push(
      ...need({ Action: Action.map((one) => `ecr:${one}`), Resource }, by),
      ...need({ Action: "ecr:GetAuthorizationToken", Resource: "*" }, by),
    );
  }
  const group = logConfiguration?.options?.["awslogs-group"];
  if (group !== undefined && logConfiguration?.logDriver === "awslogs") {
    const at = logConfiguration.options?.["awslogs-region"] ?? place.region;
    const resource = `log-group:${group}:*`;
    const Resource = formatArn({ ...place, service: "logs", region: at, resource });
    const Action = ["logs:CreateLogStream", "logs:PutLogEvents"];
    needs.push(...need({ Action, Resource }, `log of ${name} in ${family}`));
  }
  return needs;
}

function need(statement: object, by: string): readonly Need[] {
  const document = parsePolicy({
    Version: "2012-10-17",
    Statement: { Effect: "Allow", ...statement },
  });
  return clausesOf(document).map((clause) => ({ clause, by }));
}
