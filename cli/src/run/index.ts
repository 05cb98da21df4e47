export { canary } from "./canary";
export { aborted, interruptible } from "./interruptible";
export { formatReport, isDelivered, type LocalResult } from "./local-report";
export { LocalStack, type LocalStackOptions } from "./local-stack";
export { makePrivateDirectory, removeDirectory } from "./private-directory";
export { runAndReport, type ReportedRunOptions } from "./run-and-report";
export { runLocally, type LocalRunOptions } from "./run-locally";
export { readStackFile, type StackFile } from "./stack-file";
export { synthesize, synthesizedStacks, type SynthesizedStack } from "./synthesize";
