import "./styles/tokens.css";
import "./styles/base.css";
import "./styles/shell.css";
import "./styles/page.css";
import "./styles/parts.css";
import "./styles/lists.css";
import "./styles/overlays.css";
import "./styles/forms.css";
import "./styles/welcome.css";
import "./styles/student.css";
import "./styles/capture.css";
import "./styles/verdict.css";
import "./styles/staff.css";
import "./styles/meeting.css";
import "./styles/projector.css";
import { render } from "preact";
import { followLinks } from "./components/router.tsx";
import { admitOwnScripts } from "./recognition/policy.ts";
import { App } from "./screens/app.tsx";
import { startSession } from "./screens/session.ts";
import { registerServiceWorker } from "./sw/register.ts";

admitOwnScripts();
followLinks();
startSession(new AbortController().signal);

const root = document.getElementById("app");
if (root) render(<App />, root);
void registerServiceWorker();
