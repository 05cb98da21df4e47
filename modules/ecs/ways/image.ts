import type { ContainerWay } from "../container-part";

/** The image, with the credentials of its registry. */
export const image: ContainerWay = (container, props, task) => props.image.bind(container, task);
