import { TerraformStack } from "cdktf";
import { describeFinding, warn, type IGrantee } from "../core";
import type { IConstruct } from "constructs";
import type { Reader } from "./deny-all-but";
import type { IRole } from "./role-interface";
import { anyReader, readerArn } from "./rules";

/** Who may read something that is restricted: those it was restricted to, and every role that is granted it later. */
export class Readers {
  private readonly arns = new Set<string>();

  /**
   * @param scope what is restricted, which errors and warnings name
   * @param others ARNs that are among them anyway, whatever their form
   */
  public constructor(
    private readonly scope: IConstruct,
    prop: string,
    readers: readonly Reader[],
    others: readonly string[] = [],
  ) {
    for (const reader of readers) {
      const arn = typeof reader === "string" ? reader : reader.roleArn;
      readerArn.enforce(scope, prop, arn);
      this.arns.add(arn);
    }
    for (const arn of others) this.arns.add(arn);
    // Readers are added until synthesis.
    scope.node.addValidation({
      validate: () => {
        const problem = anyReader.problem(prop, this.arns.size);
        return problem ? [describeFinding(problem)] : [];
      },
    });
  }

  /** Their ARNs, sorted by the statement that holds them. */
  public get principalArns(): readonly string[] {
    return [...this.arns];
  }

  /** Takes in whoever is granted to read. */
  public add(grantee: IGrantee): void {
    const { roleArn } = grantee as Partial<IRole>;
    if (roleArn === undefined || this.arns.has(roleArn)) return;
    if (TerraformStack.of(grantee) === TerraformStack.of(this.scope)) {
      this.arns.add(roleArn);
      return;
    }
    // A reference to another stack would make each stack wait for the other.
    warn(
      this.scope,
      `${grantee.node.path} reads this from another stack: name its ARN in \`restrictTo\`, or its tasks cannot start.`,
    );
  }
}
