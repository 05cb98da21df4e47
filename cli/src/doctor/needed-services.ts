import type { Task } from "../delivery";

/** Something outside its VPC that a task calls before its containers start. */
export interface NeededService {
  /** For people. */
  readonly title: string;
  /** The last part of an endpoint's name. @default - no endpoint leads there */
  readonly endpoint?: string;
}

const STORES = { secretsmanager: "Secrets Manager", ssm: "Parameter Store", s3: "S3" } as const;
const ECR_IMAGE = /^\d{12}\.dkr\.ecr\.[\w-]+\.amazonaws\.com(\.cn)?\//;

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
  for (const { reference } of references) {
    if (!reference) continue;
    const { store, region } = reference;
    if (region === location.region) need(STORES[store], store);
    else need(`${STORES[store]} in ${region}`);
  }
  for (const { image = "", logConfiguration } of definition.containerDefinitions ?? []) {
    if (ECR_IMAGE.test(image)) {
      need("ECR", "ecr.api");
      need("ECR's images", "ecr.dkr");
      need("S3", "s3");
    } else {
      need(`the registry of ${image}`);
    }
    if (logConfiguration?.logDriver === "awslogs") need("CloudWatch Logs", "logs");
  }
  return [...needed.values()];
}
