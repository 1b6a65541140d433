// The frame of a screen: its heading takes the focus when the screen appears, and names the window.
import type { ComponentChildren, RefObject, VNode } from "preact";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import { Refused, Unreachable } from "../api/problem.ts";
import { screenPath } from "../router.ts";
import { t } from "../store/language.ts";
import { tenant } from "../store/tenant.ts";
import { Icon, type IconName } from "./icon.tsx";

interface Props {
  readonly title: string;
  /** What the window is called, where the heading alone does not tell. */
  readonly windowTitle?: string;
  /** Stands above the heading, for example the way back. */
  readonly above?: ComponentChildren;
  readonly children: ComponentChildren;
  readonly narrow?: boolean;
  /** The heading leaves the focus to something inside, or to the page that follows when all is loaded. */
  readonly keepsFocus?: boolean;
}

let arrivedAt: string | undefined;

/** Moves the focus to an element when somebody arrives at a new screen. */
export function useArrival(target: RefObject<HTMLElement | null>, isTarget: boolean): void {
  const path = screenPath.value;
  useLayoutEffect(() => {
    if (!isTarget || arrivedAt === path) return;
    // The first screen leaves the focus at the top of the page, where browsers put it.
    const isFirst = arrivedAt === undefined;
    arrivedAt = path;
    if (isFirst) return;
    scrollTo(0, 0);
    target.current?.focus({ preventScroll: true });
  }, [path, isTarget]);
}

export function Page({ title, windowTitle, above, children, narrow, keepsFocus }: Props): VNode {
  const heading = useRef<HTMLHeadingElement>(null);
  const name = tenant.value?.displayName ?? "Primero";
  useEffect(() => {
    document.title = `${windowTitle ?? title} · ${name}`;
  }, [title, windowTitle, name]);
  useArrival(heading, keepsFocus !== true);
  return (
    <div class={narrow === true ? "page narrow" : "page"}>
      {above}
      <h1 ref={heading} tabIndex={-1}>
        {title}
      </h1>
      {children}
    </div>
  );
}

interface StateProps {
  readonly icon: IconName;
  readonly title: string;
  readonly hint?: string;
  readonly children?: ComponentChildren;
}

/** Empty, refused, failed: what is the matter and what can be done. */
export function Standstill({ icon, title, hint, children }: StateProps): VNode {
  return (
    <div class="standstill">
      <span class="standstill-picture">
        <Icon name={icon} />
      </span>
      <h2>{title}</h2>
      {hint !== undefined && <p>{hint}</p>}
      {children}
    </div>
  );
}

/** Grey shapes where text will be; the words are for those who do not see them. */
export function Skeleton({ lines }: { lines: number }): VNode {
  return (
    <div class="skeleton" role="status">
      <span class="visually-hidden">{t("app.loading")}</span>
      {Array.from({ length: lines }, (_, index) => (
        <span class="bone" key={index} />
      ))}
    </div>
  );
}

/** Something could not be loaded: says why, as far as it is known. */
export function LoadFailed({ problem, retry }: { problem: unknown; retry: () => void }): VNode {
  if (problem instanceof Refused && problem.status === 403) {
    return <Standstill icon="person" title={t("error.forbidden_load")} hint={t("error.forbidden_load_hint")} />;
  }
  const isOffline = problem instanceof Unreachable;
  return (
    <Standstill icon="alert" title={t(isOffline ? "error.offline_load" : "error.page")} hint={t(isOffline ? "error.offline_load_hint" : "error.page_hint")}>
      <button type="button" class="secondary" onClick={retry}>
        {t("error.retry")}
      </button>
    </Standstill>
  );
}
