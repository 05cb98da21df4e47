import { at, type Body, type Check } from "./check";

const MACHINE = ["aws_sfn_state_machine"];
const OPTION = "redeployOnChange";

/** State machines. */
export const machineChecks: readonly Check[] = [
  {
    ids: ["CKV_AWS_284"],
    types: MACHINE,
    option: OPTION,
    passes: (body) => at(body, "tracing_configuration", "enabled") === true,
    spoil: (body) => delete body["tracing_configuration"],
  },
  {
    ids: ["CKV_AWS_285"],
    types: MACHINE,
    option: OPTION,
    passes: (body) => at(body, "logging_configuration", "include_execution_data") === true,
    spoil: (body) => delete (body["logging_configuration"] as Body)["include_execution_data"],
  },
  {
    ids: ["StepFunctions.1"],
    types: MACHINE,
    option: OPTION,
    passes: (body) =>
      ["ALL", "ERROR", "FATAL"].includes(String(at(body, "logging_configuration", "level"))),
    spoil: (body) => void ((body["logging_configuration"] as Body)["level"] = "OFF"),
  },
];
