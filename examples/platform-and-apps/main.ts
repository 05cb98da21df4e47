import { App } from "cdktf";
import { Application } from "./application";
import { Platform } from "./platform";

const app = new App();
const platform = new Platform(app, "platform");
new Application(app, "orders", platform);
new Application(app, "billing", platform);

app.synth();
