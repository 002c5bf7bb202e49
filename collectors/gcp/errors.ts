import { CannotObserve, type GapReason, type Meaning } from 'claimcheck/plugin';

/** What a code means. `retry`: it may go away. `as`: one name for what different APIs name differently. */
interface Row {
  readonly codes: RegExp;
  readonly reason: GapReason;
  readonly retry: boolean;
  readonly as?: string;
}

/**
 * Codes of Google's APIs, of OAuth, of the client libraries and of Node, in the order in which they are tried; each row names where its
 * codes come from. "ErrorReason": google/api/error_reason.proto. "JSON codes": Cloud Storage, "HTTP status and error codes for JSON".
 * "rpc": google/rpc/code.proto.
 */
const ROWS: readonly Row[] = [
  // Recorded: sql-api-disabled (accessNotConfigured); ErrorReason (SERVICE_DISABLED)
  { codes: /^(SERVICE_DISABLED|accessNotConfigured)$/, reason: 'unsupported', retry: false, as: 'SERVICE_DISABLED' },
  // ErrorReason (SECURITY_POLICY_VIOLATED); PreconditionFailure of VPC Service Controls, "Troubleshoot common issues"
  {
    codes: /^(SECURITY_POLICY_VIOLATED|VPC_SERVICE_CONTROLS|vpcServiceControls)$/,
    reason: 'denied',
    retry: false,
    as: 'SECURITY_POLICY_VIOLATED',
  },
  // ErrorReason: an organisation policy or restriction
  {
    codes: /^(RESOURCE_USAGE_RESTRICTION_VIOLATED|LOCATION_ORG_POLICY_VIOLATED|LOCATION_POLICY_VIOLATED|ORG_RESTRICTION_VIOLATION)$/,
    reason: 'denied',
    retry: false,
  },
  // ErrorReason (BILLING_DISABLED); JSON codes, 403
  { codes: /^(BILLING_DISABLED|accountDisabled|[uU]serProjectAccountProblem)$/, reason: 'denied', retry: false },
  // JSON codes, 429 and 403; ErrorReason; rpc
  {
    codes: /^(rateLimitExceeded|userRateLimitExceeded|quotaExceeded|RATE_LIMIT_EXCEEDED|RESOURCE_QUOTA_EXCEEDED|RESOURCE_EXHAUSTED)$/,
    reason: 'throttled',
    retry: true,
  },
  // "Standard error responses": a day's allowance is used up, and no second try of this run helps
  { codes: /^(dailyLimitExceeded|dailyLimitExceededUnreg)$/, reason: 'throttled', retry: false },
  // The HTTP layer: a token that was taken before is refused now, and a new one is asked for
  { codes: /^TokenEnded$/, reason: 'denied', retry: true },
  // ErrorReason; JSON codes, 401; rpc: the credentials themselves are refused
  {
    codes: /^(ACCESS_TOKEN_(EXPIRED|TYPE_UNSUPPORTED|SCOPE_INSUFFICIENT)|CREDENTIALS_MISSING|ACCOUNT_STATE_INVALID|UNAUTHENTICATED)$/,
    reason: 'denied',
    retry: false,
  },
  // JSON codes, 401
  { codes: /^(authError|required|AuthenticationRequired|expired)$/, reason: 'denied', retry: false },
  // RFC 6749 §5.2, RFC 8693 §2.2.2: a token is refused
  {
    codes: /^(invalid_(request|client|grant|scope|target)|unauthorized_client|unsupported_grant_type|access_denied)$/,
    reason: 'denied',
    retry: false,
  },
  // ErrorReason; IAM, "Permission error messages": who asks, or the project that pays, may not
  {
    codes: /^(IAM_PERMISSION_DENIED|USER_PROJECT_DENIED|CONSUMER_SUSPENDED|CONSUMER_INVALID|API_KEY_[A-Z_]+)$/,
    reason: 'denied',
    retry: false,
  },
  // JSON codes, 403; rpc: IAM says no, and an older API does not say more
  { codes: /^(forbidden|insufficientPermissions|countryBlocked|sslRequired|PERMISSION_DENIED)$/, reason: 'denied', retry: false },
  // JSON codes, 404 and 410; rpc: the call is known, what it names is not
  { codes: /^(notFound|NOT_FOUND|gone)$/, reason: 'malformed', retry: false },
  // JSON codes, 400; rpc: the call is known, and not so
  {
    codes:
      /^(invalid|invalidArgument|invalidParameter|badRequest|parseError|INVALID_ARGUMENT|FAILED_PRECONDITION|OUT_OF_RANGE|ALREADY_EXISTS)$/,
    reason: 'malformed',
    retry: false,
  },
  // JSON codes, 405; rpc
  { codes: /^(methodNotAllowed|notImplemented|UNIMPLEMENTED)$/, reason: 'unsupported', retry: false },
  // JSON codes, 408 and 5xx; rpc
  {
    codes:
      /^(uploadBrokenConnection|backendError|internalError|badGateway|gatewayTimeout|UNAVAILABLE|INTERNAL|DEADLINE_EXCEEDED|ABORTED|CANCELLED|UNKNOWN|DATA_LOSS)$/,
    reason: 'unreachable',
    retry: true,
  },
  // Node "Common system errors" and c-ares; names of DOMException; undici, which the credentials' own requests go through
  {
    codes:
      /^(ECONNRESET|ECONNREFUSED|ECONNABORTED|EPIPE|ETIMEDOUT|EHOSTUNREACH|EHOSTDOWN|ENETUNREACH|ENETDOWN|EADDRNOTAVAIL|EMFILE|ENOTFOUND|ENODATA|EAI_[A-Z]+|TimeoutError|AbortError|ABORT_ERR|ERR_STREAM_PREMATURE_CLOSE|ERR_STREAM_DESTROYED|UND_ERR_[A-Z_]+)$/,
    reason: 'unreachable',
    retry: true,
  },
  // OpenSSL verification codes and Node's own TLS codes; a wrong endpoint address: no second try helps
  {
    codes:
      /^(ERR_TLS_[A-Z_]+|ERR_SSL_[A-Z0-9_]+|EPROTO|CERT_[A-Z_]+|UNABLE_TO_[A-Z_]+|SELF_SIGNED_[A-Z_]+|DEPTH_ZERO_[A-Z_]+|HOSTNAME_MISMATCH|INVALID_CA|INVALID_PURPOSE|ERR_INVALID_URL|ERR_INVALID_PROTOCOL)$/,
    reason: 'unreachable',
    retry: false,
  },
  // Node's HTTP parser (HPE_*) and zlib; the shape of what was parsed
  { codes: /^(HPE_[A-Z_]+|Z_[A-Z_]+|ERR_BUFFER_TOO_LARGE|ZodError|\$ZodError)$/, reason: 'malformed', retry: false },
];

/** How deep causes are followed, and how many details of an answer are read. */
const DEPTH = 8;

/** Only this wording says it where an API leaves the details out. VPC Service Controls, "Troubleshoot common issues". */
const PERIMETER = /vpcServiceControlsUniqueIdentifier/;

/**
 * What an error thrown by a Google client means. Never throws, whatever it is given; a code is always one of the table's, so that no name
 * of a project or a person comes with it. Order: 501, the answer's details, its reasons, its status, the error's own code, causes, the
 * HTTP status; what is left over is a bug of the collector.
 */
export function meaning(error: unknown): Meaning {
  return meant(error, DEPTH) ?? { reason: 'bug', retry: false, code: error instanceof Error ? error.name : undefined };
}

function meant(error: unknown, depth: number): Meaning | undefined {
  if (depth === 0 || typeof error !== 'object' || error === null) return undefined;
  if (error instanceof CannotObserve) return { reason: error.reason, retry: false, code: error.code, status: error.status };
  const planned = read(error, 'cause');
  if (planned instanceof CannotObserve) return meant(planned, depth - 1); // what our own HTTP layer threw, wrapped by the library
  const response = read(error, 'response');
  const status = statusOf(read(response, 'status') ?? read(error, 'status'));
  const body = read(read(response, 'data'), 'error');
  const seen = { status, retryAfter: retryAfterOf(read(response, 'headers'), body) };
  if (status === 501) return { reason: 'unsupported', retry: false, ...seen };
  for (const code of [...codesOf(body), read(error, 'code'), read(error, 'name')]) {
    if (typeof code !== 'string') continue;
    const row = ROWS.find(({ codes }) => codes.test(code));
    if (row !== undefined) return { reason: row.reason, retry: row.retry, code: row.as ?? code, ...seen };
  }
  const causes = [read(error, 'cause'), ...listed(read(error, 'errors'))];
  const inner = causes.map((cause) => meant(cause, depth - 1)).find((found) => found !== undefined);
  return status === undefined ? inner : { ...byStatus(status, body !== undefined), ...seen };
}

/** The codes of an answer, the most telling first. `error` is Google's object (AIP-193), or OAuth's word. */
function codesOf(error: unknown): readonly unknown[] {
  if (typeof error === 'string') return [error];
  const details = listed(read(error, 'details'));
  const message = read(error, 'message');
  return [
    ...details.map((detail) => read(detail, 'reason')),
    ...details.flatMap((detail) => listed(read(detail, 'violations')).map((violation) => read(violation, 'type'))),
    typeof message === 'string' && PERIMETER.test(message) ? 'VPC_SERVICE_CONTROLS' : undefined,
    ...listed(read(error, 'errors')).map((each) => read(each, 'reason')),
    read(error, 'status'),
  ];
}

/** An answer with no code that we know: a proxy's, or a front end's page. `google`: it has the shape of Google's own errors. */
function byStatus(status: number, google: boolean): Pick<Meaning, 'reason' | 'retry'> {
  if (status === 429) return { reason: 'throttled', retry: true };
  if (status === 401 || status === 403 || status === 407) return { reason: 'denied', retry: false };
  if (status === 404 || status === 405) return { reason: google ? 'malformed' : 'unsupported', retry: false };
  if (status === 408 || status >= 500) return { reason: 'unreachable', retry: true };
  return { reason: 'malformed', retry: false };
}

function statusOf(status: unknown): number | undefined {
  return typeof status === 'number' && Number.isInteger(status) && status >= 100 && status <= 599 ? status : undefined;
}

/** RFC 9110 §10.2.3: seconds, or a date, which is counted from the answer's own Date; else google.rpc.RetryInfo. Milliseconds. */
function retryAfterOf(headers: unknown, error: unknown): number | undefined {
  if (headers instanceof Headers) {
    const after = headers.get('retry-after') ?? '';
    if (/^\d{1,6}$/.test(after)) return Number(after) * 1000;
    const wait = Date.parse(after) - Date.parse(headers.get('date') ?? '');
    if (wait > 0) return wait;
  }
  const delays = listed(read(error, 'details')).map((detail) => read(detail, 'retryDelay'));
  const delay = delays.find((each) => typeof each === 'string' && /^\d{1,6}(\.\d{1,9})?s$/.test(each));
  return typeof delay === 'string' ? Number.parseFloat(delay) * 1000 : undefined;
}

function listed(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value.slice(0, DEPTH) : [];
}

/** Anything can be thrown, a proxy or a getter that throws among them. */
function read(value: unknown, key: string): unknown {
  if (typeof value !== 'object' || value === null) return undefined;
  try {
    return Reflect.get(value, key);
  } catch {
    return undefined;
  }
}
