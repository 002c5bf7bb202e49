import { UserError } from '../errors.ts';

const WORD = /\s*(?:(?:"((?:[^"\\]|\\.)*)")|'([^']*)'|\\(.)|([^\s"'\\]+))/sy;

/**
 * The words of a command line: white space parts them, quotes hold them together, a backslash takes the next character as it is (not between single
 * quotes). Nothing else has a meaning: no variables, pipes or patterns. UserError usage: a quote that does not end.
 */
export function commandWords(line: string): readonly string[] {
  const words: string[] = [];
  let joined = false;
  const text = line.trim();
  WORD.lastIndex = 0;
  while (WORD.lastIndex < text.length) {
    const at = WORD.lastIndex;
    const found = WORD.exec(text);
    if (found === null) throw new UserError('usage', 'exec: a quote in the command does not end');
    const [whole, double, single, escaped, plain] = found;
    const part = double?.replace(/\\(.)/gs, '$1') ?? single ?? escaped ?? plain ?? '';
    joined = at > 0 && !/^\s/.test(whole);
    if (joined) words.push(`${words.pop() ?? ''}${part}`);
    else words.push(part);
  }
  return words;
}

const SECRET = /pin|pass|secret|token|pwd|key/i;

/** Takes out of a text what the command and the environment keep secret, by their names: `--pin 1234`, `HSM_PIN=1234`. */
export function hidesSecrets(words: readonly string[], env: Readonly<Record<string, string | undefined>>): (text: string) => string {
  const named = Object.entries(env).flatMap(([name, value]) => (SECRET.test(name) && value !== undefined ? [value] : []));
  const told = words.flatMap((word, index) => {
    const [, option, value] = /^(-{1,2}[^=]+)=(.*)$/s.exec(word) ?? [];
    if (option !== undefined) return SECRET.test(option) && value !== undefined ? [value] : [];
    return SECRET.test(words[index - 1] ?? '') && words[index - 1]?.startsWith('-') ? [word] : [];
  });
  const secrets = [...named, ...told].filter((secret) => secret.length >= 4).sort((a, b) => b.length - a.length);
  return (text) => secrets.reduce((left, secret) => left.replaceAll(secret, '[hidden]'), text);
}
