import type { Way } from "./way";

/** `logConfiguration.secretOptions`: options of the log driver. */
export const logOptions: Way = {
  name: "log option",
  reader: "execution",
  mentions: (container) =>
    (container.logConfiguration?.secretOptions ?? []).map(({ name = "", valueFrom = "" }) => ({
      target: name,
      valueFrom,
    })),
};
