// Before each test file: cdktf notes for every construct and token the whole stack of calls that made it. Jest translates
// every line of such a stack to the sources, which would take most of the unit tests' time; no test reads it.
const { captureStackTrace } = Error;

Error.captureStackTrace = (target, below): void => {
  // Only cdktf asks for stacks without a limit: those of errors stay as they are.
  if (Error.stackTraceLimit !== Number.MAX_SAFE_INTEGER) captureStackTrace(target, below);
};
