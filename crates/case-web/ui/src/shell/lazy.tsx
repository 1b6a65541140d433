// Screens that are loaded when they are needed, with something to see while and when it fails.
import type { ComponentType, VNode } from "preact";
import { useEffect, useState } from "preact/hooks";
import { LoadFailed, Skeleton } from "./page.tsx";

export function lazy<P extends object>(load: () => Promise<ComponentType<P>>): ComponentType<P> {
  let loaded: ComponentType<P> | undefined;
  return function Lazy(props: P): VNode {
    const [, setAttempt] = useState(0);
    const [hasFailed, setFailed] = useState(false);
    const attempt = (): void => {
      setFailed(false);
      load().then(
        (component) => {
          loaded = component;
          setAttempt((count) => count + 1);
        },
        () => setFailed(true),
      );
    };
    useEffect(() => {
      if (!loaded) attempt();
    }, []);
    if (hasFailed) return <LoadFailed retry={attempt} />;
    const Loaded = loaded;
    return Loaded ? <Loaded {...props} /> : <Skeleton lines={4} />;
  };
}
