import * as fc from "fast-check";
import { ContainerImage } from "cdktf-ecs-secrets/ecs";
import { decide, parsePolicy } from "../../cli/src/policy";
import { ACCOUNT, REGION } from "../support/synth";
import type { Findings } from "./findings";
import { OTHER_ACCOUNT, OTHER_REGION, type ApplicationPlan, type ImagePlan } from "./plan";
import type { Principal, ResolvedTask } from "./resolve-stack";

// Each is the start or the near miss of another one.
const REPOSITORIES = [
  "docker-hub/library/nginx",
  "docker-hub/library/nginx2",
  "docker-hub/library/nginx/a",
  "docker-hub/library",
  "app",
] as const;
const PLACES = [
  { region: REGION, registryAccount: ACCOUNT },
  { region: OTHER_REGION, registryAccount: ACCOUNT },
  { region: REGION, registryAccount: OTHER_ACCOUNT },
] as const;

const PULL = ["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"];
const FILL = ["ecr:BatchImportUpstreamImage", "ecr:CreateRepository"];
const NEVER = ["ecr:PutImage", "ecr:BatchDeleteImage", "ecr:CreatePullThroughCacheRule"];

export const arbitraryImage: fc.Arbitrary<ImagePlan> = fc.record({
  repositoryName: fc.constantFrom(...REPOSITORIES),
  place: fc.constantFrom(...PLACES),
  pullThroughCache: fc.boolean(),
  named: fc.constantFrom("by its parts", "by a URL", "by its name"),
});

/** The image as a container names it. */
export function imageOf({
  repositoryName,
  place,
  pullThroughCache,
  named,
}: ImagePlan): ContainerImage {
  const url = `${place.registryAccount}.dkr.ecr.${place.region}.amazonaws.com/${repositoryName}`;
  switch (named) {
    case "by its parts":
      return ContainerImage.fromEcrRepository({ repositoryName, ...place, pullThroughCache }, "1");
    case "by a URL":
      return ContainerImage.fromEcrRepositoryUrl(url, { tag: "1", pullThroughCache });
    case "by its name":
      return ContainerImage.fromRegistry(`${url}:1`, { pullThroughCache });
  }
}

/** Execution role → the images that its tasks pull; those with a login are of other registries. */
export function pulledBy(
  plan: ApplicationPlan,
  tasks: readonly ResolvedTask[],
): ReadonlyMap<string, readonly ImagePlan[]> {
  const byRole = new Map<string, readonly ImagePlan[]>();
  for (const { family, executionRole } of tasks) {
    if (executionRole === undefined) continue;
    const { containers = [] } = plan.tasks[Number(family.replace("task-", ""))] ?? {};
    const images = containers.flatMap(({ image, registry }) => (image && !registry ? image : []));
    byRole.set(executionRole, [...(byRole.get(executionRole) ?? []), ...images]);
  }
  return byRole;
}

/** What every repository's policy in another account allows. */
const SHARED = parsePolicy({
  Version: "2012-10-17",
  Statement: {
    Effect: "Allow",
    Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` },
    Action: "ecr:*",
    Resource: "*",
  },
});

/** Pulls exactly what is named, and fills exactly the caches that are named as such. */
export function judgePulls(
  { name, arn, identity }: Principal,
  pulled: readonly ImagePlan[],
  findings: Findings,
): void {
  const outcomeOf = (action: string, repository: string): string => {
    findings.decisions += 1;
    const sameAccount = repository === "*" || repository.split(":")[4] === ACCOUNT;
    const policies = { identity, resource: sameAccount ? undefined : SHARED, sameAccount };
    const request = { principal: { arn }, action, resource: repository, context: {} };
    return decide(request, policies).outcome;
  };
  const expectOf = (actions: readonly string[], repository: string, wanted: boolean): void => {
    for (const action of actions) {
      const outcome = outcomeOf(action, repository);
      if (outcome === (wanted ? "allowed" : "denied")) continue;
      const list = wanted ? findings.referencedNotReadable : findings.needless;
      list.push(`${name}: ${action} of ${repository} ${outcome}`);
    }
  };
  // AmazonECSTaskExecutionRolePolicy lets pull everything; it fills no cache.
  const pullsAll = outcomeOf("ecr:BatchGetImage", arnOf("elsewhere", PLACES[0])) === "allowed";
  expectOf(["ecr:GetAuthorizationToken"], "*", pullsAll || pulled.length > 0);
  for (const repositoryName of REPOSITORIES) {
    for (const place of PLACES) {
      const repository = arnOf(repositoryName, place);
      const images = pulled.filter(
        (image) => arnOf(image.repositoryName, image.place) === repository,
      );
      const fills = images.some(({ pullThroughCache }) => pullThroughCache);
      if (images.length > 0) findings.pulls += 1;
      if (fills) findings.fills += 1;
      expectOf(PULL, repository, pullsAll || images.length > 0);
      expectOf(FILL, repository, fills);
      if (images.length > 0) expectOf(NEVER, repository, false);
    }
  }
}

function arnOf(name: string, { region, registryAccount }: ImagePlan["place"]): string {
  return `arn:aws:ecr:${region}:${registryAccount}:repository/${name}`;
}
