import type { ContainerWay } from "../container-part";
import { environmentFiles } from "./environment-files";
import { image } from "./image";
import { logging } from "./logging";
import { variables } from "./variables";

/** Every place of a container where a secret may stand. */
export const ways: readonly ContainerWay[] = [image, variables, environmentFiles, logging];
