import type { ContainerWay } from "../container-part";
import { environmentFiles } from "./environment-files";
import { firelensRouter } from "./firelens-router";
import { image } from "./image";
import { logging } from "./logging";
import { objects } from "./objects";
import { secretFiles } from "./secret-files";
import { variables } from "./variables";

/** Every place of a container where a secret may stand. */
export const ways: readonly ContainerWay[] = [
  image,
  variables,
  environmentFiles,
  logging,
  firelensRouter,
  objects,
  secretFiles,
];
