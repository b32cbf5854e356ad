import { useSignal } from "@preact/signals";
import type { ComponentType } from "preact";
import { useEffect, useErrorBoundary } from "preact/hooks";
import type { Me } from "../../shared/api/account.ts";
import { Empty, Loading, ProblemNote } from "../components/feedback.tsx";
import { Page } from "../components/page.tsx";
import { PictureLost } from "../components/pictures.tsx";
import { navigate, path, place } from "../components/router.tsx";
import { AppShell, PlainShell } from "../components/shell.tsx";
import { Toasts } from "../components/toast.tsx";
import { UpdateBanner } from "../components/update-banner.tsx";
import { messages } from "../i18n/i18n.ts";
import { navigationFor } from "./navigation.ts";
import { registrationOf } from "./register/registration-of.ts";
import { HOME, type Route, routeOf, type ScreenProps } from "./routes.ts";
import { session, sessionProblem } from "./session.ts";
import { SignIn } from "./sign-in/sign-in.tsx";
import { SignOutDialog } from "./sign-out-dialog.tsx";

/** The app: who is here, where they are, and the screen that belongs to both. */
export function App() {
  return (
    <>
      <Frame />
      <Toasts />
    </>
  );
}

function Frame() {
  const who = session.value;
  const leaving = useSignal(false);
  const found = routeOf(path.value);
  if (who.kind === "loading") return <Loading />;
  if (who.kind === "visitor") {
    const open = found?.route.roles === "all";
    return (
      <>
        <UpdateBanner />
        <PlainShell narrow={!open || found.route.frame === "narrow"}>
          {open ? <Screen route={found.route} params={found.params} /> : <Guarded known={found !== null} />}
        </PlainShell>
      </>
    );
  }
  const invited = path.value === "/register" && registrationOf(place.value.hash).kind === "invited";
  if (!invited && ["/", "/sign-in", "/register"].includes(path.value)) return <GoHome me={who.me} />;
  const allowed = found && (found.route.roles === "all" || found.route.roles.includes(who.me.role));
  const screen = allowed ? <Screen route={found.route} params={found.params} /> : <NotFound />;
  if (allowed && found.route.frame === "bare") return screen;
  return (
    <>
      <UpdateBanner />
      <AppShell
        items={navigationFor(who.me.role)}
        who={who.me}
        accountHref={who.me.role === "student" ? "/me" : "/account"}
        narrow={found?.route.frame === "narrow"}
        onSignOut={() => (leaving.value = true)}
      >
        {screen}
      </AppShell>
      {leaving.value && <SignOutDialog onClose={() => (leaving.value = false)} />}
    </>
  );
}

/** A visitor at a screen for people who are signed in: signing in leads straight to it. */
function Guarded({ known }: { known: boolean }) {
  const problem = sessionProblem.value;
  if (!known) return <NotFound />;
  return (
    <div class="stack">
      {problem !== null && <ProblemNote error={problem} />}
      <SignIn expired />
    </div>
  );
}

function GoHome({ me }: { me: Me }) {
  useEffect(() => navigate(HOME[me.role], { replace: true }), [me.role]);
  return <Loading />;
}

export function NotFound() {
  const { common } = messages.value;
  return (
    <Page title={common.notFound.title}>
      <Empty picture={<PictureLost />} title={common.notFound.text}>
        <a class="button button-primary" href="/">
          {common.actions.home}
        </a>
      </Empty>
    </Page>
  );
}

function Screen({ route, params }: { route: Route; params: ScreenProps["params"] }) {
  const loaded = useSignal<{ of: Route; component: ComponentType<ScreenProps> } | null>(null);
  const problem = useSignal<unknown>(null);
  useEffect(() => {
    let wanted = true;
    route
      .load()
      .then((component) => {
        if (wanted) loaded.value = { of: route, component };
      })
      .catch((error: unknown) => {
        if (wanted) problem.value = error;
      });
    return () => {
      wanted = false;
    };
  }, [route]);
  if (problem.value !== null)
    return <ProblemNote error={problem.value} onRetry={() => window.location.reload()} />;
  if (loaded.value?.of !== route) return <Loading />;
  const { component } = loaded.value;
  return <Boundary component={component} params={params} key={path.value} />;
}

function Boundary({
  component: Component,
  params,
}: {
  component: ComponentType<ScreenProps>;
  params: ScreenProps["params"];
}) {
  const [error] = useErrorBoundary();
  const { common } = messages.value;
  if (error === undefined) return <Component params={params} />;
  return (
    <Page title={common.crashed.title} text={common.crashed.text}>
      <button type="button" class="button button-primary" onClick={() => window.location.reload()}>
        {common.actions.reload}
      </button>
    </Page>
  );
}
