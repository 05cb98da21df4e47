import type { Way } from "./way";

/** `secrets`: variables of the container. */
export const environmentVariables: Way = {
  name: "variable",
  reader: "execution",
  mentions: (container) =>
    (container.secrets ?? []).map(({ name = "", valueFrom = "" }) => ({ target: name, valueFrom })),
};
