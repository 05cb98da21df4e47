import type { Way } from "./way";

/** `environmentFiles`: variables in an object of a bucket. */
export const environmentFiles: Way = {
  name: "environment file",
  reader: "execution",
  mentions: (container) =>
    (container.environmentFiles ?? []).map(({ value: valueFrom = "" }) => ({
      target: "variables",
      valueFrom,
    })),
};
