import type { Report } from "../report";
import { mermaidLabel } from "./escape";
import { accessOf } from "./of-stacks";

/** GitHub draws no more. */
const MAX_EDGES = 500;
const MAX_CHARACTERS = 50_000;

/** Who reads what as a mermaid diagram; undefined when there is nothing to draw, or too much. */
export function mermaid(report: Report): string | undefined {
  const access = accessOf(report);
  if (access.length === 0 || access.length > MAX_EDGES) return undefined;
  const ids = new Map<string, string>();
  const lines = ["flowchart LR\n"];
  const node = (kind: "role" | "secret", stack: string, name: string): string => {
    const key = JSON.stringify([kind, stack, name]);
    const known = ids.get(key);
    if (known !== undefined) return known;
    const id = `n${ids.size}`;
    ids.set(key, id);
    const label = mermaidLabel(name);
    lines.push(kind === "role" ? `  ${id}((${label}))\n` : `  ${id}[(${label})]\n`);
    return id;
  };
  for (const { stack, principal, secret, after, difference } of access) {
    const [from, to] = [node("secret", stack, secret), node("role", stack, principal)];
    const solid = after === "readable" && difference !== "removed";
    const label = after === "cannot prove" ? "?" : difference === "same" ? "" : difference;
    const arrow = solid ? "-->" : "-.->";
    lines.push(`  ${from} ${arrow}${label === "" ? "" : `|${mermaidLabel(label)}|`} ${to}\n`);
  }
  const text = lines.join("");
  return text.length > MAX_CHARACTERS ? undefined : text;
}
