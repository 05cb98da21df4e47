import type { Mention, Way } from "./way";

/** `$0` of the script in an init container that fetches files. */
const PROGRAM = "secret-files";

/**
 * Files that an init container fetches: its command is the script, {@link PROGRAM}, and then path and `valueFrom` of
 * each file in turn.
 */
export const secretFiles: Way = {
  name: "file",
  reader: "task",
  readsWhole: true,
  mentions: ({ command = [] }) => {
    const [, program, ...pairs] = command;
    const mentions: Mention[] = [];
    if (program !== PROGRAM) return mentions;
    for (let index = 0; index < pairs.length; index += 2) {
      mentions.push({ target: pairs[index] ?? "", valueFrom: pairs[index + 1] ?? "" });
    }
    return mentions;
  },
};
