import { App, TerraformStack } from "cdktf";
import { handWritten } from "./twin";

const [, , outdir, services, secretsEach] = process.argv;
const app = new App({ outdir });
handWritten(new TerraformStack(app, "bench"), Number(services), Number(secretsEach));
app.synth();
