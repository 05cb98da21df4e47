import { isObject, listIn, own } from "./json";

/** Whether Terraform's tree of marks says `true` for an attribute, or for all that is around it. */
export function isMarked(marks: unknown, ...path: readonly string[]): boolean {
  let here = marks;
  for (const name of path) {
    if (here === true) return true;
    here = own(here, name);
  }
  return here === true;
}

/** Whether anything below is marked. */
export function hasMarks(marks: unknown): boolean {
  if (marks === true) return true;
  if (Array.isArray(marks)) return marks.some(hasMarks);
  return isObject(marks) && Object.values(marks).some(hasMarks);
}

/** The marks of one part of an object or a list; a marked whole marks its parts. */
export function marksOf(marks: unknown, part: string | number): unknown {
  if (marks === true) return true;
  return typeof part === "number" ? listIn(marks)[part] : own(marks, part);
}
