import { own, textIn } from "./json";
import type { ResourceChange, SynthesizedConfiguration } from "./plan";

/** The construct path that cdktf noted beside a resource, with the instance's index; else the address. */
export function labelOf(
  { address, mode, type, name }: Pick<ResourceChange, "address" | "mode" | "type" | "name">,
  synthesized: SynthesizedConfiguration | undefined,
): string {
  const section = mode === "managed" ? "resource" : mode;
  const block = own(own(own(synthesized, section), type), name);
  const path = textIn(own(own(own(block, "//"), "metadata"), "path"));
  const start = mode === "managed" ? `${type}.${name}` : `${mode}.${type}.${name}`;
  // Resources of a module can have the name of one of the stack.
  return path === undefined || !address.startsWith(start)
    ? address
    : `${path}${address.slice(start.length)}`;
}
