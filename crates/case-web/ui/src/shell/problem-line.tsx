// What is wrong, with the sign that says so to those who do not see colours.
import type { VNode } from "preact";
import { Icon } from "./icon.tsx";

export function ProblemLine({ id, text }: { id: string; text: string }): VNode {
  return (
    <p class="problem" id={id}>
      <Icon name="alert" />
      <span>{text}</span>
    </p>
  );
}
