export { DeadLetterQueue, type DeadLetterQueueProps } from "./dead-letter-queue";
export * as sqsRules from "./rules";
