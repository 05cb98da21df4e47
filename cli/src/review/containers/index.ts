export { containerChanges } from "./container-changes";
export { describeSource, namesSource, titleOfSource } from "./secret-source";
export {
  taskDefinitionsAfter,
  taskDefinitionsBefore,
  type TaskDefinition,
} from "./task-definition";
