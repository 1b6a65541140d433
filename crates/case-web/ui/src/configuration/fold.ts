// Makes spellings comparable: case, accents, and the letters that Arabic and Persian keyboards vary.

const LETTERS: readonly (readonly [RegExp, string])[] = [
  [/[\u0640\u064b-\u065f\u0670]/g, ""],
  [/[أإآٱ]/g, "ا"],
  [/[ىیي]/g, "ي"],
  [/ؤ/g, "و"],
  [/ئ/g, "ي"],
  [/ة/g, "ه"],
  [/ک/g, "ك"],
  [/گ/g, "ك"],
];

export function fold(text: string): string {
  // Arabic first: decomposing would tear the hamza letters apart before they are mapped.
  const arabic = LETTERS.reduce((folded, [letters, plain]) => folded.replace(letters, plain), text.normalize("NFKC"));
  return arabic
    .normalize("NFD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(/[\s:,'’-]+/g, " ")
    .trim();
}
