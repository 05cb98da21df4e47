// Before each test file of the compatibility runs: whatever a test makes of the modules, each config that they hand to the
// provider's package must consist of fields that this line of it declares. A field that it does not know would vanish: the
// package renders the fields that it knows, and TypeScript lets an unknown one pass where a config is put together of parts.
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { compare, declaredBy } from "./declared";

type Resource = new (...parameters: readonly unknown[]) => object;

const MODULES = path.resolve(__dirname, "../../modules");

for (const module of providerModules()) {
  jest.doMock(module, () => {
    const exports = jest.requireActual<Readonly<Record<string, unknown>>>(module);
    return Object.fromEntries(
      Object.entries(exports).map(([name, value]) => [
        name,
        isResource(value) ? checking(value, module) : value,
      ]),
    );
  });
}

/** What the modules import of the provider's package. */
function providerModules(): ReadonlySet<string> {
  const files = readdirSync(MODULES, { recursive: true, encoding: "utf8" });
  const sources = files.filter((file) => file.endsWith(".ts"));
  return new Set(
    sources.flatMap((file) => {
      const text = readFileSync(path.join(MODULES, file), "utf8");
      return [...text.matchAll(/"(@cdktf\/provider-aws\/lib\/[\w-]+)"/g)].map(([, id = ""]) => id);
    }),
  );
}

function isResource(value: unknown): value is Resource & { readonly tfResourceType: string } {
  return typeof value === "function" && "tfResourceType" in value;
}

function checking(resource: Resource & { readonly tfResourceType: string }, module: string) {
  return new Proxy(resource, {
    construct(target, parameters, newTarget) {
      const [, , config] = parameters as readonly unknown[];
      const name = declaredBy(module).configs.get(target.tfResourceType);
      const problems =
        name === undefined || typeof config !== "object" || config === null
          ? []
          : compare(declaredBy(module), name, config, "typescript");
      if (problems.length > 0) {
        throw new Error(`not in this line of the provider's package: ${problems.join("; ")}`);
      }
      return Reflect.construct(target, parameters, newTarget) as object;
    },
  });
}
