import { parseStatement } from "./parse-statement";
import type { PolicyDocument } from "./policy-document";

const ELEMENTS: ReadonlySet<string> = new Set(["Version", "Id", "Statement"]);

/**
 * Reads a policy: JSON text, the URL-encoded text that the IAM API returns, or the object itself.
 * Errors name the element and what is wrong with it, and never quote the document.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
 */
export function parsePolicy(json: string | object): PolicyDocument {
  const document = typeof json === "string" ? parseJson(json) : json;
  if (!isRecord(document)) throw new Error("The policy must be a JSON object.");
  const stray = Object.keys(document).find((name) => !ELEMENTS.has(name));
  if (stray !== undefined)
    throw new Error(`The policy has an element "${stray}", which IAM does not know.`);
  const version = document["Version"] ?? "2008-10-17";
  if (version !== "2012-10-17" && version !== "2008-10-17") {
    throw new Error("The policy's Version must be 2012-10-17 or 2008-10-17.");
  }
  if (document["Statement"] === undefined) throw new Error("The policy has no Statement.");
  const statements = [document["Statement"]].flat();
  return {
    version,
    statements: statements.map((statement, at) => {
      if (!isRecord(statement)) throw new Error(`Statement ${at + 1} must be an object.`);
      return parseStatement(statement, at);
    }),
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(/^\s*%7B/i.test(text) ? decodeURIComponent(text) : text);
  } catch {
    // The parser's own message quotes the text around the fault, whatever that text is.
    throw new Error("The policy is not valid JSON.");
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
