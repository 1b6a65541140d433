// Screens that are loaded when they are needed, with something to see while and when it fails.
import type { ComponentType, VNode } from "preact";
import { useEffect, useState } from "preact/hooks";
import { Unreachable } from "../api/problem.ts";
import { LoadFailed, Skeleton } from "./page.tsx";

export function lazy<P extends object>(load: () => Promise<ComponentType<P>>): ComponentType<P> {
  let loaded: ComponentType<P> | undefined;
  return function Lazy(props: P): VNode {
    const [, setAttempt] = useState(0);
    const [problem, setProblem] = useState<unknown>(undefined);
    const attempt = (): void => {
      setProblem(undefined);
      load().then(
        (component) => {
          loaded = component;
          setAttempt((count) => count + 1);
        },
        // A part of the app that does not arrive: the network, or a new version in between.
        (cause: unknown) => setProblem(new Unreachable("failed to load a screen", { cause })),
      );
    };
    useEffect(() => {
      if (!loaded) attempt();
    }, []);
    if (problem !== undefined) return <LoadFailed problem={problem} retry={attempt} />;
    const Loaded = loaded;
    return Loaded ? <Loaded {...props} /> : <Skeleton lines={4} />;
  };
}
