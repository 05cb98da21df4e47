import { at, type Body, type Check } from "./check";
import { addStatement, allows, principals } from "./policy";

const MACHINE = ["aws_sfn_state_machine"];
const QUEUE = ["aws_sqs_queue"];
const FUNCTION = ["aws_lambda_function"];
const OPTION = "redeployOnChange";
/** Runtimes that AWS still updates. */
const SUPPORTED = ["nodejs22.x", "nodejs24.x"];

/** State machines, queues and functions. */
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
  {
    ids: ["CKV_AWS_27", "CKV2_AWS_73", "SQS.1"],
    types: QUEUE,
    option: OPTION,
    passes: (body) => /^(?!.*aws\/)./.test(String(body["kms_master_key_id"] ?? "")),
    spoil: (body) => delete body["kms_master_key_id"],
  },
  {
    ids: ["CKV_AWS_168", "SQS.3"],
    types: ["aws_sqs_queue_policy"],
    option: OPTION,
    passes: (body) => !allows(body).some((allow) => principals(allow, "AWS").includes("*")),
    spoil: (body) => addStatement(body, { Principal: { AWS: ["*"] }, Action: "sqs:SendMessage" }),
  },
  {
    // There are none: what the function is to do comes with its call.
    ids: ["CKV_AWS_45", "CKV_AWS_173"],
    types: FUNCTION,
    passes: (body) => body["environment"] === undefined,
    spoil: (body) => void (body["environment"] = { variables: { TOKEN: "made-up" } }),
  },
  {
    ids: ["CKV_AWS_363", "Lambda.2"],
    types: FUNCTION,
    passes: (body) => SUPPORTED.includes(String(body["runtime"])),
    spoil: (body) => void (body["runtime"] = "nodejs16.x"),
  },
  {
    ids: ["CKV_AWS_301", "CKV_AWS_364", "Lambda.1"],
    types: ["aws_lambda_permission"],
    option: "rotation",
    passes: (body) => body["principal"] !== "*" && body["source_arn"] !== undefined,
    spoil: (body) => delete body["source_arn"],
  },
];
