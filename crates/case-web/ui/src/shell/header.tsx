// The top of every screen: whose tenant this is, where one can go, and the person's own settings.
import type { VNode } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { attempt, navigate, paths, route, screenPath } from "../router.ts";
import { Unreachable } from "../api/problem.ts";
import { APPEARANCES, appearance, chooseAppearance, type Appearance } from "../store/appearance.ts";
import { chooseLanguage, locale, t } from "../store/language.ts";
import { tell, tellProblem } from "../store/notice.ts";
import { mayOnCases, session, signOut } from "../store/session.ts";
import { offeredLanguages } from "../store/languages-offered.ts";
import { tenant } from "../store/tenant.ts";
import { Icon, Mark } from "./icon.tsx";
import { Link } from "./link.tsx";

export function Header(): VNode {
  return (
    <header class="header">
      <div class="header-inner">
        <Link to={paths.home} class="brand">
          <Mark />
          <bdi class="brand-name">{tenant.value?.displayName ?? "Primero"}</bdi>
        </Link>
        <Navigation place="header" />
        <AccountMenu />
      </div>
    </header>
  );
}

/** In the header on wide screens, at the lower edge on phones, where the thumb is. */
export function Navigation({ place }: { place: "header" | "bottom" }): VNode | null {
  const current = session.value;
  if (current.state !== "signed-in" || !mayOnCases(current.user, "read")) return null;
  const screen = route.value.screen;
  return (
    <nav class={`navigation ${place}`} aria-label={t("app.navigation")}>
      <Link to={paths.cases()} aria-current={screen === "cases" ? "page" : undefined}>
        <Icon name="list" />
        <span>{t("nav.cases")}</span>
      </Link>
      {mayOnCases(current.user, "create") && (
        <Link to={paths.register} aria-current={screen === "register" ? "page" : undefined}>
          <Icon name="plus" />
          <span>{t("nav.register")}</span>
        </Link>
      )}
    </nav>
  );
}

function AccountMenu(): VNode {
  const [isOpen, setOpen] = useState(false);
  const menu = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => setOpen(false), [screenPath.value]);
  useEffect(() => {
    if (!isOpen) return undefined;
    const outside = (event: PointerEvent): void => {
      if (event.target instanceof Node && !menu.current?.contains(event.target)) setOpen(false);
    };
    addEventListener("pointerdown", outside);
    return () => removeEventListener("pointerdown", outside);
  }, [isOpen]);
  const close = (event: KeyboardEvent): void => {
    if (event.key !== "Escape" || !isOpen) return;
    setOpen(false);
    button.current?.focus();
  };
  return (
    <div class="account" ref={menu} onKeyDown={close}>
      <button
        ref={button}
        type="button"
        class="quiet square"
        aria-expanded={isOpen}
        aria-controls="account-panel"
        aria-label={t("app.account")}
        onClick={() => setOpen(!isOpen)}
      >
        <Icon name="person" />
      </button>
      <div class="panel" id="account-panel" hidden={!isOpen}>
        <AccountPanel />
      </div>
    </div>
  );
}

function AccountPanel(): VNode {
  const current = session.value;
  const labels = {
    auto: t("app.appearance.auto"),
    light: t("app.appearance.light"),
    dark: t("app.appearance.dark"),
  } satisfies Record<Appearance, string>;
  return (
    <>
      {current.state === "signed-in" && (
        <p class="whoami">{t("app.signed_in_as", { name: current.user.full_name || current.user.user_name })}</p>
      )}
      <label class="question-words" for="account-language">
        {t("app.language")}
      </label>
      <select
        id="account-language"
        value={locale.value}
        onChange={(event) => void switchLanguage(event.currentTarget)}
      >
        {offeredLanguages().map(({ locale: offered, name }) => (
          <option key={offered} value={offered} lang={offered}>
            {name}
          </option>
        ))}
      </select>
      <label class="question-words" for="account-appearance">
        {t("app.appearance")}
      </label>
      <select
        id="account-appearance"
        value={appearance.value}
        onChange={(event) => chooseAppearance(event.currentTarget.value as Appearance)}
      >
        {APPEARANCES.map((choice) => (
          <option key={choice} value={choice}>
            {labels[choice]}
          </option>
        ))}
      </select>
      {current.state === "signed-in" && (
        <button type="button" class="secondary wide" onClick={leave}>
          {t("signin.out")}
        </button>
      )}
      <p class="hint small">{t("app.source")}</p>
    </>
  );
}

async function switchLanguage(menu: HTMLSelectElement): Promise<void> {
  if (await chooseLanguage(menu.value)) return;
  menu.value = locale.peek();
  tellProblem(() => t("error.offline_load"));
}

function leave(): void {
  attempt(() => void signOutNow());
}

async function signOutNow(): Promise<void> {
  try {
    await signOut();
    navigate(paths.signIn, "replace");
    tell(() => t("signin.signed_out"));
  } catch (problem) {
    if (!(problem instanceof Unreachable)) throw problem;
    // The session would live on at the server while the person believes it is over.
    tellProblem(() => t("error.offline_load"), leave);
  }
}
