// A text that somebody is writing and that is asked about before it is left.
import { useEffect, useRef, useState } from "preact/hooks";
import { guard } from "../router.ts";

export interface GuardedText {
  readonly text: string;
  readonly set: (text: string) => void;
  readonly clear: () => void;
}

export function useGuardedText(): GuardedText {
  const [text, setText] = useState("");
  const written = useRef("");
  const set = (next: string): void => {
    written.current = next;
    setText(next);
  };
  useEffect(() => guard({ isUnsaved: () => written.current.trim() !== "", giveUp: () => undefined }), []);
  return { text, set, clear: () => set("") };
}
