import { createSocket } from 'node:dgram';
import { once } from 'node:events';

/** "0 issue letsencrypt.org": flags, tag, value. */
export type Zone = Readonly<Record<string, readonly string[] | 'SERVFAIL' | 'NXDOMAIN'>>;

const CAA = 257;

/** A DNS server (RFC 1035) on loopback that knows CAA records alone. A name that is not in the zone has none. */
export async function startDns(
  zone: Zone,
): Promise<{ readonly address: string; readonly asked: readonly string[]; readonly close: () => Promise<void> }> {
  const asked: string[] = [];
  const socket = createSocket('udp4');
  socket.on('message', (question, from) => {
    const name = nameIn(question);
    asked.push(name);
    const found = zone[name] ?? [];
    const records = typeof found === 'string' ? [] : found;
    const code = found === 'SERVFAIL' ? 2 : found === 'NXDOMAIN' ? 3 : 0;
    const header = Buffer.from(question.subarray(0, 12));
    header.writeUInt16BE(0x8580 | code, 2);
    header.writeUInt16BE(records.length, 6);
    header.writeUInt16BE(0, 8);
    header.writeUInt16BE(0, 10);
    const end = question.indexOf(0, 12) + 5;
    socket.send(Buffer.concat([header, question.subarray(12, end), ...records.map(recordOf)]), from.port, from.address);
  });
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  const close = async () => {
    const closed = once(socket, 'close');
    socket.close();
    await closed;
  };
  return { address: `127.0.0.1:${socket.address().port}`, asked, close };
}

function nameIn(question: Buffer): string {
  const labels: string[] = [];
  for (let at = 12; (question[at] ?? 0) > 0; at += 1 + (question[at] ?? 0))
    labels.push(question.subarray(at + 1, at + 1 + (question[at] ?? 0)).toString('latin1'));
  return labels.join('.').toLowerCase();
}

/** RFC 8659 §4.1: flags, the length of the tag, the tag, the value. The name is a pointer to the question's. */
function recordOf(text: string): Buffer {
  const [flags = '0', tag = '', ...value] = text.split(' ');
  const data = Buffer.concat([Buffer.from([Number(flags), tag.length]), Buffer.from(tag + value.join(' '), 'latin1')]);
  const head = Buffer.from('c00c0000000100000e100000', 'hex');
  head.writeUInt16BE(CAA, 2);
  head.writeUInt16BE(data.length, 10);
  return Buffer.concat([head, data]);
}
