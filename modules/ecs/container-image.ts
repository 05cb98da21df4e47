import type { Construct } from "constructs";
import { jsonEmbedded } from "../core";
import type { ContainerPart } from "./container-part";

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

  /** Called when the container is added; grants the execution role what pulling needs. */
  public bind(container: Construct): ContainerPart {
    return { fields: { image: jsonEmbedded(container, "image", this.name) } };
  }
}
