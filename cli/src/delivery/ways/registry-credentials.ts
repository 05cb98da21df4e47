import type { Way } from "./way";

/** `repositoryCredentials`: the login for the image's registry. */
export const registryCredentials: Way = {
  name: "registry login",
  reader: "execution",
  mentions: (container) => {
    const valueFrom = container.repositoryCredentials?.credentialsParameter;
    return valueFrom === undefined ? [] : [{ target: "image pull", valueFrom }];
  },
};
