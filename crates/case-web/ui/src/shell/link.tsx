// Links inside the app: real links, which the router follows without loading the page again.
import type { ComponentChildren, VNode } from "preact";
import { navigate } from "../router.ts";

interface Props {
  readonly to: string;
  readonly class?: string;
  readonly rel?: "next" | "prev";
  readonly "aria-current"?: "page" | undefined;
  readonly "aria-label"?: string;
  readonly children: ComponentChildren;
}

export function Link({ to, ...rest }: Props): VNode {
  const follow = (event: MouseEvent): void => {
    const wantsOwnTab = event.metaKey || event.ctrlKey || event.shiftKey || event.altKey || event.button !== 0;
    if (event.defaultPrevented || wantsOwnTab) return;
    event.preventDefault();
    navigate(to);
  };
  return <a href={to} {...rest} onClick={follow} />;
}
