import type { Check } from "../check";
import { shellWord } from "../shell-word";
import type { TaskReference } from "../task-reference";

/** Whether a secret that is missing elsewhere is in the task's own Region. */
export const wrongRegion: Check<TaskReference> = {
  id: "wrong-region",
  what: "A reference to another Region is to one where the secret is.",
  why: "The agent asks the Region of the ARN and finds nothing.",
  run: async (subject) => {
    const { reference, location } = subject;
    const secret = await subject.secret();
    if (!reference || secret?.state !== "missing") return [];
    const here = await subject.secretInOwnRegion();
    if (!here) return [];
    const finding = `there is no ${here.title} in ${reference.region}, but one in ${location.region}, where the task runs`;
    const next = `name ${shellWord(here.otherArn ?? here.resourceArn)}`;
    return [{ state: "problem", finding, next }];
  },
};
