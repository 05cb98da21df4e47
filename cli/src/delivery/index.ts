export { runChecks, unreadable, type Check, type CheckedVerdict, type Verdict } from "./check";
export { referenceChecks, roleChecks } from "./checks";
export { Facts, type FactsOptions } from "./facts";
export { readMentions, type TaskMention } from "./mentions";
export { seedObjects } from "./seed-objects";
export { secretChangedAt, type SecretChange } from "./stores";
export { readTask, type Task } from "./task";
export { TaskReference } from "./task-reference";
export { verifyDelivery, type Delivery } from "./verify-delivery";
