/** A piece of a line: a name out of the plan, or words. */
export interface Piece {
  readonly kind: "name" | "text";
  readonly text: string;
}

/** A cell of a table: lines of pieces, not yet escaped for any format. */
export type Cell = readonly (readonly Piece[])[];

/** A cell with a name. */
export function name(value: string): Cell {
  return [[{ kind: "name", text: value }]];
}

/** A cell with a name on each line. */
export function names(values: readonly string[]): Cell {
  return lines(values.map(name));
}

/** A cell with words. */
export function text(value: string): Cell {
  return value === "" ? [] : [[{ kind: "text", text: value }]];
}

/** A cell with the lines of others. */
export function lines(cells: readonly Cell[]): Cell {
  return cells.flat();
}
