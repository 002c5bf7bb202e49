/** Conversations as they are published, and back. Certificates and the like come in nearly every one of them, and are written once. */
import type { Heard } from './probe/probe.ts';
import type { Exchange, TlsResult } from './result.ts';
import { readRecords } from './wire/records.ts';

/** Shorter ones are not worth it. */
const SHORTEST = 64;

export interface Spoken {
  readonly probe: string;
  readonly heard: Heard;
}

export function writeExchanges(spoken: readonly Spoken[]): { readonly exchanges: Exchange[]; readonly pieces: string[] } {
  const counts = new Map<string, number>();
  for (const { heard } of spoken) for (const piece of piecesOf(heard)) counts.set(piece, (counts.get(piece) ?? 0) + 1);
  const pieces = [...counts].filter(([, count]) => count > 1).map(([piece]) => piece);
  const exchanges = spoken.map(({ probe, heard }) => ({
    probe,
    sent: heard.sent.toString('hex'),
    received: shorten(heard, pieces),
    ended: heard.ended,
    ...(heard.code === undefined ? {} : { code: heard.code }),
    ...(heard.upgrade === undefined ? {} : { upgrade: heard.upgrade.toString('hex') }),
    ...(heard.secret === undefined ? {} : { secret: heard.secret.toString('hex') }),
    ...(heard.applicationSecret === undefined ? {} : { applicationSecret: heard.applicationSecret.toString('hex') }),
  }));
  return { exchanges, pieces };
}

export function readExchanges({ exchanges = [], pieces = [] }: Pick<TlsResult, 'exchanges' | 'pieces'>): readonly Spoken[] {
  return exchanges.map(({ probe, sent, received, ended, code, upgrade, secret, applicationSecret }) => ({
    probe,
    heard: {
      sent: Buffer.from(sent, 'hex'),
      received: Buffer.from(
        received.replace(/\{(\d+)\}/g, (_all, index) => pieces[Number(index)] ?? ''),
        'hex',
      ),
      ended,
      ...(code === undefined ? {} : { code }),
      ...(upgrade === undefined ? {} : { upgrade: Buffer.from(upgrade, 'hex') }),
      ...(secret === undefined ? {} : { secret: Buffer.from(secret, 'hex') }),
      ...(applicationSecret === undefined ? {} : { applicationSecret: Buffer.from(applicationSecret, 'hex') }),
    },
  }));
}

/** Bodies of messages in the clear that stand in the answer in one piece. */
function piecesOf({ received }: Heard): string[] {
  return readRecords(received)
    .messages.filter(({ body }) => body.length >= SHORTEST && received.includes(body))
    .map(({ body }) => body.toString('hex'));
}

function shorten(heard: Heard, pieces: readonly string[]): string {
  let text = heard.received.toString('hex');
  for (const piece of piecesOf(heard)) {
    const index = pieces.indexOf(piece);
    const at = index === -1 ? -1 : text.indexOf(piece);
    if (at !== -1 && at % 2 === 0 && !text.slice(0, at).includes('{'))
      text = `${text.slice(0, at)}{${index}}${text.slice(at + piece.length)}`;
  }
  return text;
}
