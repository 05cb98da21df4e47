export { containerChanges } from "./container-changes";
export { describeSource, titleOfSource } from "./secret-source";
export {
  taskDefinitionsAfter,
  taskDefinitionsBefore,
  type TaskDefinition,
} from "./task-definition";
