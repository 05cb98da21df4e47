/** Start of a policy's name without the digest of its statements, which Terraform makes where only it knows them. */
export function plainName(prefix: unknown): string {
  return String(prefix).replace(/(-([0-9a-f]{8}|\$\{substr\(sha256\(.*\), 0, 8\)\}))?-$/, "");
}
