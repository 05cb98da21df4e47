/** The name of a secret that a call names by its name or by its ARN. */
export function secretName(id: unknown): string {
  return String(id)
    .replace(/^arn:.*:secret:/, "")
    .replace(/-[A-Za-z0-9]{6}$/, "");
}
