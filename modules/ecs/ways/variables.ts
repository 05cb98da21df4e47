import { featuresOf, type ContainerWay } from "../container-part";
import { ContainerSecrets } from "../container-secrets";

/** `secrets`: variables that ECS fills before the container starts. */
export const variables: ContainerWay = (container, props, task) => {
  const { secrets = {} } = props;
  if (Object.keys(secrets).length === 0) return undefined;
  const granted = new ContainerSecrets(container, secrets, task.executionRole);
  return {
    fields: { secrets: granted.toJson() },
    references: granted.references,
    features: [
      { feature: "a secret in a variable", since: "1.3.0" },
      ...featuresOf(granted.references),
    ],
  };
};
