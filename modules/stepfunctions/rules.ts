import { defineRule } from "../core";

export const stateMachineName = defineRule<string>({
  id: "stepfunctions-name",
  demands: "be 1 to 80 letters, digits, `_` or `-`",
  source:
    "https://docs.aws.amazon.com/step-functions/latest/apireference/API_CreateStateMachine.html",
  remedy: "Use a name such as orders-dev-redeploy.",
  broken: (name) => !/^[A-Za-z0-9_-]{1,80}$/.test(name),
});
