export { containerChanges } from "./container-changes";
export { describeSource, namesSource, titleOfSource } from "./facets";
export {
  taskDefinitionsAfter,
  taskDefinitionsBefore,
  type TaskDefinition,
} from "./task-definition";
