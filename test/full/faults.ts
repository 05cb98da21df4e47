import type { AwsResponse, Quirk, QuirkFactory } from "../../cli/src/local-aws/quirk";

/** Where a call goes wrong: before AWS has done anything, or on the way back. */
export type FaultPoint = "before the write" | "after the write";

/** Calls of Terraform that go wrong, as AWS or the network would let them. */
export class Faults {
  private operation = "";
  private point: FaultPoint = "before the write";
  private onCall: (() => void) | undefined;

  /** For a scenario's proxy. */
  public readonly quirk: QuirkFactory = () => this.asQuirk();

  /** Every call of `operation` fails from now on. */
  public fail(operation: string, point: FaultPoint, onCall?: () => void): void {
    this.operation = operation;
    this.point = point;
    this.onCall = onCall;
  }

  /** Everything passes again. */
  public heal(): void {
    this.operation = "";
  }

  private asQuirk(): Quirk {
    return {
      id: "fault",
      why: "a test wants this call to fail",
      matches: ({ operation }) => operation === this.operation,
      onRequest: (request) => {
        this.onCall?.();
        return this.point === "before the write" ? REFUSAL : request;
      },
      onResponse: () => REFUSAL,
    };
  }
}

/** Which no client tries again. */
const REFUSAL: AwsResponse = {
  status: 400,
  headers: {
    "content-type": "application/x-amz-json-1.1",
    "x-amzn-errortype": "ValidationException",
  },
  body: Buffer.from(
    JSON.stringify({ __type: "ValidationException", message: "refused by the test" }),
  ),
};
