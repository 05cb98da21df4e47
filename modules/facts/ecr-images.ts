import { PARTITIONS } from "./partitions";

/** An image in a private repository of Amazon ECR. */
export interface EcrImage {
  /** Twelve digits. */
  readonly account: string;
  readonly region: string;
  /** Name of the repository, without tag and digest. */
  readonly repository: string;
}

const alternatives = (suffixes: readonly string[]): string =>
  suffixes.map((suffix) => suffix.replaceAll(".", "\\.")).join("|");

const SUFFIX = alternatives([...new Set(PARTITIONS.map(({ dnsSuffix }) => dnsSuffix))]);
/** Ends of the host names that answer over IPv6, too; the isolated partitions have none. */
const DUAL_STACK = alternatives(["aws", "amazonwebservices.com.cn", "amazonwebservices.eu"]);

/** Both forms of the host name, with and without FIPS, in every partition. */
const REGISTRY = new RegExp(
  String.raw`^(\d{12})\.dkr(?:\.ecr(?:-fips)?\.([a-z0-9-]+)\.(?:${SUFFIX})|-ecr(?:-fips)?\.([a-z0-9-]+)\.on\.(?:${DUAL_STACK}))\/([^:@]+)`,
);

/**
 * The account, Region and repository of an image that ECR holds; undefined for every other registry.
 *
 * @see https://docs.aws.amazon.com/general/latest/gr/ecr.html
 */
export function parseEcrImage(image: string): EcrImage | undefined {
  const [, account, region, dualStackRegion, repository] = REGISTRY.exec(image) ?? [];
  const found = region ?? dualStackRegion;
  if (account === undefined || found === undefined || repository === undefined) return undefined;
  return { account, region: found, repository };
}

/** Whether an image comes from ECR's public gallery, which needs no login. */
export function isPublicEcrImage(image: string): boolean {
  return image.startsWith("public.ecr.aws/");
}
