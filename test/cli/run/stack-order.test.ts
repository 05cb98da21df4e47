import { stacksInOrder } from "../../../cli/src/run/run-locally";
import type { SynthesizedStack } from "../../../cli/src/run";

function stack(name: string, ...dependencies: readonly string[]): SynthesizedStack {
  return { name, directory: `stacks/${name}`, dependencies };
}

const APP = [stack("a-web", "platform"), stack("b-jobs", "a-web", "platform"), stack("platform")];
const ENVIRONMENTS = [stack("dev"), stack("production"), stack("staging")];

function ordered(stacks: readonly SynthesizedStack[], ...names: readonly string[]): string[] {
  return stacksInOrder(stacks, names).map(({ name }) => name);
}

describe("stacksInOrder", () => {
  it("takes all stacks of one deployment, each after what it depends on", () => {
    expect(ordered(APP)).toEqual(["platform", "a-web", "b-jobs"]);
  });

  it("takes what the named ones depend on along, and nothing else", () => {
    expect(ordered(APP, "a-web")).toEqual(["platform", "a-web"]);
    expect(ordered(APP, "platform")).toEqual(["platform"]);
  });

  it("takes the only stack of an app", () => {
    expect(ordered([stack("dev")])).toEqual(["dev"]);
  });

  it("takes several that have nothing to do with each other when they are named", () => {
    expect(ordered(ENVIRONMENTS, "staging", "dev")).toEqual(["staging", "dev"]);
  });

  it("asks which, where stacks are several deployments", () => {
    expect(() => ordered(ENVIRONMENTS)).toThrow(
      expect.objectContaining({
        message: "Which stack?",
        remedy: ["name one of: dev, production, staging"],
      }),
    );
    expect(() => ordered([...APP, stack("dev")])).toThrow("Which stack?");
  });

  it("names the stacks where there is none of the name", () => {
    expect(() => ordered(APP, "web")).toThrow(
      expect.objectContaining({ reason: 'The app has no stack "web".' }),
    );
  });

  it("names the circle where stacks depend on each other", () => {
    const circle = [stack("a", "b"), stack("b", "c"), stack("c", "a")];
    expect(() => ordered(circle)).toThrow(
      expect.objectContaining({ reason: "They depend on each other: a → b → c → a." }),
    );
  });

  it("says that an app makes no stack", () => {
    for (const names of [[], ["dev"]]) {
      expect(() => stacksInOrder([], names)).toThrow("There is no stack to deploy.");
    }
  });
});
