/** The agent reads top-level fields of a JSON object only. @returns nothing for any other text */
export function parseObject(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const parsed: unknown = JSON.parse(text);
    const isObject = typeof parsed === "object" && parsed !== null && !Array.isArray(parsed);
    return isObject ? (parsed as Readonly<Record<string, unknown>>) : undefined;
  } catch {
    // JSON.parse quotes the text in its message, and the text is a secret.
    return undefined;
  }
}
