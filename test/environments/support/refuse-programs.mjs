// Ends the process that starts another one, in any of Node's ways.
import children from "node:child_process";
import { syncBuiltinESMExports } from "node:module";
import process from "node:process";

for (const name of ["exec", "execFile", "execFileSync", "execSync", "fork", "spawn", "spawnSync"]) {
  children[name] = (program) => {
    process.stderr.write(`synthesis started ${program}\n${new Error("here").stack}`);
    process.exit(99);
  };
}
syncBuiltinESMExports();
