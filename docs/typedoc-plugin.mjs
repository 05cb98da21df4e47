// What `docs/typedoc.json` adds to typedoc: each page begins with what its module is for, and no method says of which
// interface it is, which the page of its class says once.
import { readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { Comment, Converter, ReflectionKind } from "typedoc";

const ABOUT =
  "Every exported name, made from the docstrings by `npm run docs`; a test holds the pages against the code.";
const MODULES = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../modules");

/** The first paragraph of the module's own README, and the way to it. */
function introductionOf(name) {
  const readme = readFileSync(path.join(MODULES, name, "README.md"), "utf8");
  const [, paragraph = ""] = readme.split("\n\n");
  const subpath = `\`cdktf-ecs-secrets/${name}\``;
  return `${paragraph.replaceAll("\n", " ")} Import from ${subpath}; [with examples](../../modules/${name}/README.md).`;
}

export function load(application) {
  application.converter.on(Converter.EVENT_RESOLVE_END, ({ project }) => {
    project.comment = new Comment([{ kind: "text", text: ABOUT }]);
    for (const module of project.getReflectionsByKind(ReflectionKind.Module))
      module.comment = new Comment([{ kind: "text", text: introductionOf(module.name) }]);
    for (const reflection of Object.values(project.reflections)) {
      reflection.overwrites = undefined;
      reflection.inheritedFrom = undefined;
      reflection.implementationOf = undefined;
    }
  });
}
