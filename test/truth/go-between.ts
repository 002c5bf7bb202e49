import { request as ask, createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';

/** An answer on its way back. */
export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** One request as it was sent, and what it was answered with. */
export interface Exchange {
  readonly region: string;
  readonly action: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  readonly answer: Answer;
}

export interface GoBetween {
  readonly endpoint: string;
  readonly exchanges: readonly Exchange[];
  readonly [Symbol.asyncDispose]: () => Promise<void>;
}

/** A loopback server that hands requests on as they are, signature and all, and may change what comes back. It hears everything. */
export async function openGoBetween(
  endpoint: string,
  change: (answer: Answer, asked: Omit<Exchange, 'answer'>) => Answer = (answer) => answer,
): Promise<GoBetween> {
  const exchanges: Exchange[] = [];
  const server = createServer((request, response) => {
    serve(request, response).catch(() => response.destroy());
  });
  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await whole(request);
    const asked = { ...whatIsAsked(request.headers, body), headers: request.headers, body };
    const answer = await forward(endpoint, request.method ?? 'POST', request.url ?? '/', request.headers, body);
    exchanges.push({ ...asked, answer });
    const { status, headers, body: bytes } = change(answer, asked);
    response.writeHead(status, { ...headers, 'content-length': bytes.length }).end(bytes);
  }
  server.keepAliveTimeout = 0;
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new TypeError('a loopback server has a port');
  return {
    endpoint: `http://127.0.0.1:${address.port}`,
    exchanges,
    [Symbol.asyncDispose]: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** The region of the credential scope, and the action that body or target header names. */
function whatIsAsked(
  { authorization = '', 'x-amz-target': target }: IncomingHttpHeaders,
  body: string,
): { region: string; action: string } {
  const [, region = ''] = /Credential=[^/]+\/\d{8}\/([^/]+)\//.exec(authorization) ?? [];
  const action = typeof target === 'string' ? target.slice(target.indexOf('.') + 1) : (new URLSearchParams(body).get('Action') ?? '');
  return { region, action };
}

async function forward(endpoint: string, method: string, path: string, headers: IncomingHttpHeaders, body: string): Promise<Answer> {
  const { hostname, port } = new URL(endpoint);
  return new Promise((resolve, reject) => {
    const sent = ask({ hostname, port, method, path, headers: { ...headers, connection: 'close' } }, (answer) => {
      whole(answer).then(
        (text) => resolve({ status: answer.statusCode ?? 0, headers: kept(answer.headers), body: Buffer.from(text) }),
        reject,
      );
    });
    sent.once('error', reject);
    sent.end(body);
  });
}

/** Without what holds for one hop only. */
function kept({ connection: _connection, 'content-length': _length, 'transfer-encoding': _encoding, ...headers }: IncomingHttpHeaders) {
  return headers;
}

async function whole(stream: AsyncIterable<unknown>): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(Buffer.from(String(chunk)));
  return Buffer.concat(chunks).toString();
}
