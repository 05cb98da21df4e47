import { dnsSuffixOf, partitionOf, PARTITIONS } from "./partitions";

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
/** Ends of the host names that answer over IPv6, too, by partition; the isolated ones have none. */
const DUAL_STACK_SUFFIXES: Readonly<Record<string, string>> = {
  aws: "on.aws",
  "aws-us-gov": "on.aws",
  "aws-cn": "on.amazonwebservices.com.cn",
  "aws-eusc": "on.amazonwebservices.eu",
};
const DUAL_STACK = alternatives([...new Set(Object.values(DUAL_STACK_SUFFIXES))]);

/** Both forms of the host name, with and without FIPS, in every partition. */
const REGISTRY = new RegExp(
  String.raw`^(\d{12})\.dkr(?:\.ecr(?:-fips)?\.([a-z0-9-]+)\.(?:${SUFFIX})|-ecr(?:-fips)?\.([a-z0-9-]+)\.(?:${DUAL_STACK}))\/([^:@]+)`,
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

/** What the host name of a registry of ECR ends in, and what those of its Region end in; undefined for other hosts. */
export function ecrSuffixes(
  host: string,
): { readonly region: string; readonly given: string; readonly known: string } | undefined {
  const region = parseEcrImage(`${host}/any`)?.region;
  if (region === undefined) return undefined;
  const [, kind, given = ""] = /^\d+\.dkr([.-])[^.]+\.[^.]+\.(.+)$/.exec(host) ?? [];
  const partition = partitionOf(region);
  const known = kind === "." ? dnsSuffixOf(partition) : DUAL_STACK_SUFFIXES[partition];
  return known === undefined ? undefined : { region, given, known };
}

/** Whether an image comes from ECR's public gallery, which needs no login. */
export function isPublicEcrImage(image: string): boolean {
  return image.startsWith("public.ecr.aws/");
}
