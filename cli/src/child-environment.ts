/**
 * An environment for a program that needs no value: whatever it starts, prints or leaves in a core file could show one.
 * Values of Terraform variables travel in it.
 */
export function withoutValues(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !name.startsWith("TF_VAR_")));
}
