import type { Way } from "./way";

/** Variables that say where in a bucket the application reads its secrets itself: `s3://<bucket>/<prefix>/`. */
export const objects: Way = {
  name: "objects",
  reader: "task",
  deniedTo: "execution",
  readsWhole: true,
  mentions: ({ environment = [] }) =>
    environment
      .filter(({ value = "" }) => /^s3:\/\/[^/]+\/.+\/$/.test(value))
      .map(({ name = "", value = "" }) => ({ target: name, valueFrom: value })),
};
