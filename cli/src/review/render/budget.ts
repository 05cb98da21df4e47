/** A part of a report whose rows may be left out when there is no room. */
export interface Section {
  readonly head: string;
  readonly rows: readonly string[];
  readonly foot: string;
  /** What stands in place of `count` rows that are left out. */
  readonly leftOut: (count: number) => string;
}

/**
 * The sections in their order, the earlier ones as whole as the budget allows: rows are left out from the end, and a line
 * says how many.
 *
 * @param budget in characters
 */
export function fit(sections: readonly Section[], budget: number): string {
  let text = "";
  for (const [index, section] of sections.entries()) {
    // Enough for every later section to say that it was left out.
    const reserved = sections.slice(index + 1).reduce((sum, later) => sum + least(later).length, 0);
    text += fitSection(section, budget - text.length - reserved);
  }
  return text;
}

function fitSection(section: Section, room: number): string {
  const { head, rows, foot, leftOut } = section;
  const whole = [head, ...rows, foot].join("");
  if (whole.length <= room) return whole;
  const fixed = head.length + foot.length + leftOut(rows.length).length;
  let used = fixed;
  let count = 0;
  for (const row of rows) {
    if (used + row.length > room) break;
    used += row.length;
    count += 1;
  }
  if (count === 0) return least(section);
  return [head, ...rows.slice(0, count), foot, leftOut(rows.length - count)].join("");
}

function least({ rows, leftOut }: Section): string {
  return rows.length === 0 ? "" : leftOut(rows.length);
}
