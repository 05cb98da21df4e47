import { own, ownPath, textIn } from "../../json";
import type { Plan } from "./plan";

/** What the modules have wait for everything that moves, and what they make anew when other things are to be made. */
export const MADE_LAST = "terraform_data.replacements-made";
export const BEGUN = "terraform_data.replacements-begun";

/** Whether the last apply with the modules made anew what is made first, and did not come to what is made last. */
export function isUnfinished({ changes }: Plan): boolean {
  const made = changes.find(({ address }) => address === MADE_LAST);
  const begun = changes.filter(({ address }) => address === BEGUN);
  if (begun.some(({ deposed }) => deposed !== undefined)) return true;
  const id = textIn(own(begun[0]?.before, "id"));
  return id !== undefined && id !== textIn(ownPath(made?.before, "input", "begun"));
}
