import type { AwsRequest, QuirkFactory } from "../../../cli/src/local-aws/quirk";

type Judge = () => Promise<readonly string[]>;

const WRITES = /^(?!(Get|Describe|List|BatchGet|Head|Simulate)[A-Z])[A-Z]/;

/** Holds each write of Terraform until the world before it has been judged. */
export class Watch {
  private judge: Judge | undefined;
  private writes: string[] = [];
  private lost: string[] = [];
  private last: Promise<void> = Promise.resolve();

  /** For a scenario's proxy. */
  public readonly quirk: QuirkFactory = () => ({
    id: "watch",
    why: "a test judges what is between two writes",
    matches: ({ operation }) => WRITES.test(operation),
    onRequest: async (request) => {
      // One after the other: Terraform writes several resources at a time.
      this.last = this.last.then(() => this.look(request));
      await this.last;
      return request;
    },
  });

  /** Judges from now on. */
  public start(judge: Judge): void {
    this.judge = judge;
    this.writes = [];
    this.lost = [];
  }

  /** How many it has seen so far. */
  public get written(): number {
    return this.writes.length;
  }

  /** Judges no more; returns what was seen. */
  public stop(): { writes: readonly string[]; points: number; lost: readonly string[] } {
    this.judge = undefined;
    const { writes, lost } = this;
    return { writes, points: writes.length, lost };
  }

  private async look({ operation }: AwsRequest): Promise<void> {
    if (!this.judge) return;
    const problems = await this.judge();
    this.writes.push(operation);
    this.lost.push(...problems.map((problem) => `before ${operation}: ${problem}`));
  }
}
