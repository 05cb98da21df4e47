export { runChecks, unreadable, type Check, type CheckedVerdict, type Verdict } from "./check";
export { referenceChecks, roleChecks } from "./checks";
export { Facts, type FactsOptions } from "./facts";
export { readMentions, seedObjects, type TaskMention } from "./mentions";
export { secretChangedAt, type SecretChange } from "./stores";
export { readTask, type Task, TaskReference } from "./task";
export { verifyDelivery, type Delivery } from "./verify-delivery";
