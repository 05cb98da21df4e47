import type { Construct } from "constructs";
import { defineRule } from "../rule";
import { JsonValue } from "./json-value";
import type { WrittenValue } from "./written-value";

const registryUserName = defineRule<string>({
  id: "value-registry-user-name",
  demands: "have a user name that is not empty",
  source: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/private-auth.html",
  remedy: "Registries that know tokens only say which name goes with them.",
  broken: (name) => name === "",
});

/** What ECS reads to pull from a private registry: `{ "username": …, "password": … }`. */
export class RegistryCredentials extends JsonValue {
  public constructor(
    private readonly userName: string | WrittenValue,
    password: WrittenValue,
  ) {
    super({ username: userName, password });
  }

  public override bind(scope: Construct): string {
    if (typeof this.userName === "string") registryUserName.enforce(scope, "value", this.userName);
    return super.bind(scope);
  }
}
