import type { Problem } from "../../core";
import type { ContainerDefinition } from "../container";
import * as rules from "../rules";

type Finding = Omit<Problem, "path"> | undefined;

/** What is wrong with the order in which containers of a task start; known when all are added. */
export function orderProblems(containers: readonly ContainerDefinition[]): Finding[] {
  const byName = new Map(containers.map((container) => [container.containerName, container]));
  const known = [...byName.keys()];
  const single = containers.flatMap(({ containerName, dependsOn }) =>
    Object.entries(dependsOn).flatMap(([name, condition]) => {
      const prop = `${containerName}.dependsOn`;
      const other = byName.get(name);
      if (!other) return [rules.dependencyKnown.problem(prop, { name, known })];
      const { essential, hasHealthCheck } = other;
      const state = { name, condition, essential, hasHealthCheck };
      return [rules.dependencyCondition.problem(prop, state)];
    }),
  );
  const cycle = findCycle(byName);
  return [...single, rules.dependencyCycle.problem(`${cycle[0] ?? ""}.dependsOn`, cycle)];
}

/** The first way from a container back to itself, by name; empty where there is none. */
function findCycle(byName: ReadonlyMap<string, ContainerDefinition>): readonly string[] {
  const follow = (name: string, way: readonly string[]): readonly string[] => {
    const seen = way.indexOf(name);
    if (seen >= 0) return [...way.slice(seen), name];
    for (const next of Object.keys(byName.get(name)?.dependsOn ?? {}).sort()) {
      const cycle = follow(next, [...way, name]);
      if (cycle.length > 0) return cycle;
    }
    return [];
  };
  for (const name of [...byName.keys()].sort()) {
    const cycle = follow(name, []);
    if (cycle.length > 0) return cycle;
  }
  return [];
}
