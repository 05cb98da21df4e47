import { App, TerraformStack } from "cdktf";
import { byLibrary } from "./library";

const [, , outdir, services, secretsEach] = process.argv;
const app = new App({ outdir });
byLibrary(new TerraformStack(app, "bench"), Number(services), Number(secretsEach));
app.synth();
