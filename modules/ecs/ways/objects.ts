import { jsonEmbedded } from "../../core";
import type { ContainerWay } from "../container-part";
import { environmentVariableName, variableUnique } from "../rules";

/**
 * `secretObjects`: variables that say where in a bucket the application finds its secrets; the task role may read them
 * there. Nothing secret is in the variable, in the task definition or in `docker inspect`.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/specifying-sensitive-data.html
 */
export const objects: ContainerWay = (container, props, task) => {
  const { secretObjects = {}, environment = {}, secrets = {} } = props;
  const entries = Object.entries(secretObjects).sort(([a], [b]) => (a < b ? -1 : 1));
  if (entries.length === 0) return undefined;
  const taken = [...Object.keys(environment), ...Object.keys(secrets)];
  for (const [name, reference] of entries) {
    environmentVariableName.enforce(container, "secretObjects", name);
    variableUnique.enforce(container, "secretObjects", { name, taken });
    reference.grantRead(task.taskRole);
  }
  return {
    fields: {
      environment: entries.map(([name, { location }]) => {
        return { name, value: jsonEmbedded(container, `object-${name}`, location) };
      }),
    },
    dependables: entries.flatMap(([, reference]) => reference.dependables),
  };
};
