export { containerChanges } from "./container-changes";
export {
  taskDefinitionsAfter,
  taskDefinitionsBefore,
  type TaskDefinition,
} from "./task-definition";
