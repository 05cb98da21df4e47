export { formatReport, isDelivered, type LocalResult } from "./local-report";
export { LocalStack } from "./local-stack";
export { type ReportedRunOptions, runAndReport } from "./run-locally";
export { failWith, wholeCommand } from "../whole-command";
export { readStackFile, synthesize, synthesizedStacks, type SynthesizedStack } from "./synthesize";
