import { parseEcrImage, STORES } from "../../../modules/facts";
import type { Task } from "../delivery";

/** Something outside its VPC that a task calls before its containers start. */
export interface NeededService {
  /** How reports show it. */
  readonly title: string;
  /** The last part of an endpoint's name. @default - no endpoint leads there */
  readonly endpoint?: string;
}

/**
 * What the tasks of a definition call before their containers start.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/vpc-endpoints.html
 */
export function neededServices({
  definition,
  location,
  references,
}: Task): readonly NeededService[] {
  const needed = new Map<string, NeededService>();
  const need = (title: string, endpoint?: string): void =>
    void needed.set(title, { title, endpoint });
  // An endpoint leads to its own Region only.
  const needIn = (region: string, title: string, endpoint: string): void =>
    region === location.region ? need(title, endpoint) : need(`${title} in ${region}`);
  for (const { reference } of references) {
    if (!reference) continue;
    const { store, region } = reference;
    needIn(region, STORES[store].title, store);
  }
  for (const { image = "", logConfiguration } of definition.containerDefinitions ?? []) {
    const ecr = parseEcrImage(image);
    if (ecr) {
      needIn(ecr.region, "ECR", "ecr.api");
      needIn(ecr.region, "ECR's images", "ecr.dkr");
      // It keeps the layers of its images there.
      needIn(ecr.region, STORES.s3.title, "s3");
    } else {
      need(`the registry of ${image}`);
    }
    if (logConfiguration?.logDriver === "awslogs") need("CloudWatch Logs", "logs");
  }
  return [...needed.values()];
}
