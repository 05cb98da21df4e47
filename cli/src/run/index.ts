export {
  aborted,
  interruptible,
  interruption,
  interruptRunning,
  nothingLeft,
  unlessAborted,
} from "../interruptible";
export { formatReport, isDelivered, type LocalResult } from "./local-report";
export { LocalStack, type LocalStackOptions } from "./local-stack";
export { makePrivateDirectory, removeDirectory } from "../files";
export {
  runAndReport,
  runLocally,
  type LocalRunOptions,
  type ReportedRunOptions,
} from "./run-locally";
export {
  readStackFile,
  synthesize,
  synthesizedStacks,
  type StackFile,
  type SynthesizedStack,
} from "./synthesize";
