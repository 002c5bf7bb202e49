import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';

/** A proxy on loopback with a round trip of so many milliseconds: half on the way there, half on the way back; connecting takes one whole. */
export async function startDelay(to: number, roundTrip: number) {
  const arrivals: number[] = [];
  const open = new Set<Socket>();
  let most = 0;
  const server = createServer((client) => {
    arrivals.push(performance.now());
    open.add(client);
    most = Math.max(most, open.size);
    const upstream = connect(to, '127.0.0.1');
    // The client has been told that it is connected at once: what a handshake of TCP would have cost comes before its first word.
    later(client, upstream, roundTrip + roundTrip / 2);
    later(upstream, client, roundTrip / 2);
    client.once('close', () => open.delete(client));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return {
    port: address.port,
    arrivals,
    mostOpen: () => most,
    close: () => new Promise<void>((closed) => void server.close(() => closed())),
  };
}

function later(from: Socket, to: Socket, milliseconds: number): void {
  from.on('data', (chunk) => setTimeout(() => to.writable && to.write(chunk), milliseconds));
  from.on('error', () => {});
  from.once('close', () => setTimeout(() => to.destroy(), milliseconds));
}
