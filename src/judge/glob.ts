/** A pattern in which `*` stands for any run of characters, and everything else for itself. */
export interface Glob {
  readonly test: (text: string) => boolean;
  /** What every text that it fits begins and ends with. */
  readonly begins: string;
  readonly ends: string;
}

/** Needs time in proportion to the text, whatever the pattern: a regular expression would try every way to share a text out. */
export function globPattern(glob: string): Glob {
  const [first = '', ...rest] = glob.split('*');
  const last = rest.pop();
  if (last === undefined) return { test: (text) => text === glob, begins: glob, ends: glob };
  return {
    begins: first,
    ends: last,
    test: (text) => {
      if (text.length < first.length + last.length || !text.startsWith(first) || !text.endsWith(last)) return false;
      const end = text.length - last.length;
      let at = first.length;
      for (const part of rest) {
        const found = text.indexOf(part, at);
        if (found < 0 || found + part.length > end) return false;
        at = found + part.length;
      }
      return true;
    },
  };
}
