import { listIn, objectIn, own, textIn } from "../plan/json";
import { holdsSecret } from "./secret-attributes";
import type { Add } from "./tainted-values";

/** Sensitive variables, and what somebody wrote into the configuration itself: of resources, providers and modules. */
export function taintConfiguration(plan: unknown, add: Add): void {
  const configuration = own(plan, "configuration");
  const root = own(configuration, "root_module");
  const declared = own(root, "variables");
  for (const [name, variable] of Object.entries(objectIn(own(plan, "variables")))) {
    const declaration = own(declared, name);
    // Without its declaration nobody can say that it is harmless.
    if (declaration !== undefined && own(declaration, "sensitive") !== true) continue;
    add(`var.${name}`, own(variable, "value"));
  }
  for (const [name, provider] of Object.entries(objectIn(own(configuration, "provider_config")))) {
    for (const [setting, expression] of Object.entries(objectIn(own(provider, "expressions")))) {
      if (!holdsSecret(name, setting)) continue;
      add(`provider.${name}.${setting}`, own(expression, "constant_value"));
    }
  }
  taintModule(root, "", add);
}

/** Constants: a write-only one stands nowhere else in a plan, and neither does what only a module calls sensitive. */
function taintModule(module: unknown, path: string, add: Add): void {
  for (const resource of listIn(own(module, "resources"))) {
    const type = textIn(own(resource, "type")) ?? "";
    const address = `${path}${textIn(own(resource, "address")) ?? ""}`;
    for (const [name, expression] of Object.entries(objectIn(own(resource, "expressions")))) {
      const written = name.endsWith("_wo");
      if (written || holdsSecret(type, name)) {
        add(`${address}.${name}`, own(expression, "constant_value"));
      }
    }
  }
  for (const [name, variable] of Object.entries(objectIn(own(module, "variables")))) {
    if (own(variable, "sensitive") === true) add(`${path}var.${name}`, own(variable, "default"));
  }
  for (const [name, call] of Object.entries(objectIn(own(module, "module_calls")))) {
    const inner = own(call, "module");
    const below = `${path}module.${name}.`;
    for (const [input, expression] of Object.entries(objectIn(own(call, "expressions")))) {
      if (own(own(own(inner, "variables"), input), "sensitive") !== true) continue;
      add(`${below}var.${input}`, own(expression, "constant_value"));
    }
    taintModule(inner, below, add);
  }
}
