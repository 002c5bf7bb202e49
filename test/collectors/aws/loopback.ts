/** A loopback server that answers EC2, KMS and STS calls in their own wire formats, as a test says. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';

/** One call as it arrived: "ec2:DescribeVolumes", the region it was signed for, and its input, flat for EC2 and STS. */
export interface Asked {
  readonly call: string;
  readonly region: string;
  readonly accessKey: string;
  readonly input: Readonly<Record<string, unknown>>;
}

/** A raw answer; `hold`: headers and half of the body, and then nothing. */
export interface Answer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string | Buffer;
  readonly hold?: boolean;
}

/** What each call is answered with; a call that is not here is answered as a call that the service does not know. */
export type Script = Readonly<Record<string, (asked: Asked, nth: number) => Answer>>;

export interface Loopback {
  readonly url: string;
  /** Every call in its order of arrival. */
  readonly asked: readonly Asked[];
  readonly close: () => Promise<void>;
}

export async function startLoopback(script: Script): Promise<Loopback> {
  const asked: Asked[] = [];
  const server = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => response.destroy(error instanceof Error ? error : new Error(String(error))));
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the loopback server has no port');
  return {
    url: `http://127.0.0.1:${address.port}`,
    asked,
    close: () => {
      server.closeAllConnections();
      return new Promise((closed) => server.close(() => closed()));
    },
  };

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const one = read(request, await text(request));
    const nth = asked.filter(({ call }) => call === one.call).length + 1;
    asked.push(one);
    const { status = 200, headers = {}, body, hold } = (script[one.call] ?? unknown(one))(one, nth);
    response.writeHead(status, { 'x-amzn-requestid': `request-${asked.length}`, ...headers });
    if (hold) response.write(body.slice(0, body.length / 2));
    else response.end(body);
  }
}

function read(request: IncomingMessage, body: string): Asked {
  const [, accessKey = '', , region = '', service = ''] =
    /Credential=([^/]+)\/(\d+)\/([^/]+)\/([^/]+)\//.exec(request.headers.authorization ?? '') ?? [];
  const target = request.headers['x-amz-target'];
  if (typeof target === 'string') {
    const input: unknown = JSON.parse(body);
    return {
      call: `${service}:${target.split('.')[1] ?? ''}`,
      region,
      accessKey,
      input: Object.fromEntries(Object.entries(Object(input))),
    };
  }
  const input = Object.fromEntries(new URLSearchParams(body));
  return { call: `${service}:${input.Action ?? ''}`, region, accessKey, input };
}

function unknown({ call }: Asked): () => Answer {
  return () => (call.startsWith('kms:') ? json({ __type: 'UnknownOperationException' }, 400) : ec2Error(400, 'InvalidAction'));
}

/** An EC2 or STS answer: `fields` as XML, lists as `item`s. */
export function xml(call: string, fields: Readonly<Record<string, unknown>>): Answer {
  return {
    headers: { 'content-type': 'text/xml;charset=UTF-8' },
    body: `<?xml version="1.0" encoding="UTF-8"?>\n<${call}Response>${render(fields)}</${call}Response>`,
  };
}

/** An STS answer, which has its fields one level deeper. */
export function stsXml(call: string, fields: Readonly<Record<string, unknown>>): Answer {
  return xml(call, { [`${call}Result`]: fields });
}

function render(value: unknown): string {
  if (Array.isArray(value)) return value.map((item) => `<item>${render(item)}</item>`).join('');
  if (typeof value === 'object' && value !== null) {
    return Object.entries(value)
      .map(([name, inner]) => (inner === undefined ? '' : `<${name}>${render(inner)}</${name}>`))
      .join('');
  }
  return String(value).replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}

export function json(body: unknown, status = 200): Answer {
  return { status, headers: { 'content-type': 'application/x-amz-json-1.1' }, body: JSON.stringify(body) };
}

/** An EC2 error as the service writes it. */
export function ec2Error(status: number, code: string): Answer {
  return {
    status,
    body: `<?xml version="1.0"?>\n<Response><Errors><Error><Code>${code}</Code><Message>refused in a test</Message></Error></Errors><RequestID>r</RequestID></Response>`,
  };
}

/** An STS error as the service writes it. */
export function stsError(status: number, code: string): Answer {
  return {
    status,
    body: `<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code><Message>refused in a test</Message></Error><RequestId>r</RequestId></ErrorResponse>`,
  };
}

/** A KMS error as the service writes it. */
export function kmsError(code: string, status = 400): Answer {
  return json({ __type: code, message: 'refused in a test' }, status);
}
