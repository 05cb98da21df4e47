import type { IConstruct } from "constructs";

/**
 * A value set once on a construct and read by everything below it.
 *
 * Unlike construct context it is typed, may be set after children exist, and holds any object.
 */
export class ScopeSetting<T> {
  private readonly values = new WeakMap<IConstruct, T>();
  private readonly passed = new WeakSet<IConstruct>();

  /** Sets the value for `scope` and everything below it. */
  public set(scope: IConstruct, value: T): void {
    this.values.set(scope, value);
  }

  /** Whether something below `scope` has already got what holds above it: a value that is set now would not reach it. */
  public isTooLate(scope: IConstruct): boolean {
    return this.passed.has(scope);
  }

  /** The value of the nearest ancestor of `scope` (itself included) that has one. */
  public get(scope: IConstruct): T | undefined {
    let candidate: IConstruct | undefined = scope;
    while (candidate) {
      const value = this.values.get(candidate);
      if (value !== undefined) return value;
      if (candidate !== scope) this.passed.add(candidate);
      candidate = candidate.node.scope;
    }
    return undefined;
  }
}
