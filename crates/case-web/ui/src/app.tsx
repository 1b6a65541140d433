// The whole page: the header, one screen, and what lies over them.
import type { VNode } from "preact";
import { useEffect } from "preact/hooks";
import { navigate, paths, route, type PasswordRoute, type Route } from "./router.ts";
import { ChoosePassword } from "./screens/choose-password.tsx";
import { SignIn } from "./screens/sign-in.tsx";
import { AgainDialog } from "./shell/again-dialog.tsx";
import { Header, Navigation } from "./shell/header.tsx";
import { lazy } from "./shell/lazy.tsx";
import { LeaveDialog } from "./shell/leave-dialog.tsx";
import { Link } from "./shell/link.tsx";
import { NoticeLine } from "./shell/notice.tsx";
import { LoadFailed, Page, Skeleton, Standstill } from "./shell/page.tsx";
import { t } from "./store/language.ts";
import { session } from "./store/session.ts";
import { start, startProblem } from "./store/start.ts";
import { tenant } from "./store/tenant.ts";

const CaseList = lazy(() => import("./screens/case-list.tsx").then((module) => module.CaseList));
const Register = lazy(() => import("./screens/register.tsx").then((module) => module.Register));
const CaseScreen = lazy(() => import("./screens/case.tsx").then((module) => module.CaseScreen));
const History = lazy(() => import("./screens/history.tsx").then((module) => module.History));
const Flags = lazy(() => import("./screens/flags.tsx").then((module) => module.Flags));
const ForgottenPassword = lazy(() => import("./screens/forgotten-password.tsx").then((module) => module.ForgottenPassword));
const ResetPassword = lazy(() => import("./screens/reset-password.tsx").then((module) => module.ResetPassword));
const EditSection = lazy(() => import("./screens/edit-section.tsx").then((module) => module.EditSection));

export function App(): VNode {
  const isReady = tenant.value !== undefined && session.value.state !== "starting";
  return (
    <>
      <a class="skip" href="#main" onClick={skip}>
        {t("app.skip")}
      </a>
      {tenant.value && <Header />}
      <NoticeLine />
      <main id="main" tabIndex={-1}>
        {startProblem.value !== undefined ? <LoadFailed problem={startProblem.value} retry={() => void start()} /> : isReady ? <Screen /> : <Skeleton lines={3} />}
      </main>
      <Navigation place="bottom" />
      <LeaveDialog />
      <AgainDialog />
    </>
  );
}

/** The address belongs to the router, so the skip link moves the focus only. */
function skip(event: MouseEvent): void {
  event.preventDefault();
  document.getElementById("main")?.focus();
}

/** Whoever is not signed in sees the sign-in at any other address, and is then where they wanted to be. */
function Screen(): VNode {
  const current = session.value;
  const wanted = route.value;
  if (wanted.screen === "forgotten-password") return <ForgottenPassword />;
  if (wanted.screen === "password-reset") return <ResetPassword />;
  if (current.state === "choosing-password") return <ChoosePassword answer={current.answer} />;
  return current.state === "signed-in" ? <SignedInScreen route={wanted} /> : <SignIn />;
}

function SignedInScreen({ route: current }: { route: Exclude<Route, PasswordRoute> }): VNode {
  switch (current.screen) {
    case "home":
    case "sign-in":
      return <Redirect to={paths.cases()} />;
    case "cases":
      return <CaseList query={current} />;
    case "register":
      return <Register />;
    case "case":
      return <CaseScreen key={current.id} id={current.id} section={current.section} />;
    case "history":
      return <History key={current.id} id={current.id} page={current.page} />;
    case "flags":
      return <Flags key={current.id} id={current.id} />;
    case "edit":
      return <EditSection key={`${current.id}/${current.section}`} id={current.id} section={current.section} isFilling={current.filling} />;
    case "not-found":
      return (
        <Page title={t("error.not_found")}>
          <Standstill icon="search" title={t("error.not_found")}>
            <Link to={paths.cases()} class="button secondary">
              {t("case.back")}
            </Link>
          </Standstill>
        </Page>
      );
  }
}

function Redirect({ to }: { to: string }): VNode {
  useEffect(() => navigate(to, "replace"), [to]);
  return <Skeleton lines={3} />;
}
