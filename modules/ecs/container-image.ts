import type { Json } from "../core";
import type { SecretReference } from "./secret-reference";

/** What an image adds to its container. */
export interface BoundImage {
  /** Fields of the container definition. */
  readonly fields: { readonly [field: string]: Json };
  /** Secrets that pulling it needs. */
  readonly references: readonly SecretReference[];
}

/** The image of a container. */
export class ContainerImage {
  /**
   * An image of a public registry.
   *
   * @param name as `docker pull` takes it, such as `public.ecr.aws/nginx/nginx:1.27`
   */
  public static fromRegistry(name: string): ContainerImage {
    return new ContainerImage(name);
  }

  private constructor(private readonly name: string) {}

  /** Called when the container is added. */
  public bind(): BoundImage {
    return { fields: { image: this.name }, references: [] };
  }
}
