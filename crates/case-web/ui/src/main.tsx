// Starts the app.
import { render } from "preact";
import { App } from "./app.tsx";
import "./look/tokens.css";
import "./look/base.css";
import "./look/controls.css";
import "./look/shell.css";
import "./look/list.css";
import { startRouter } from "./router.ts";
import { startAppearance } from "./store/appearance.ts";
import { start } from "./store/start.ts";

startAppearance();
startRouter();
void start();
const root = document.getElementById("app");
if (root) render(<App />, root);
