import { CannotObserve, type GapReason, type Meaning } from 'claimcheck/plugin';

/** What a code means. `retry`: it may go away. */
interface Row {
  readonly codes: RegExp;
  readonly reason: GapReason;
  readonly retry: boolean;
  /** Milliseconds until a second try has sense, where the service names none. */
  readonly wait?: number;
}

/**
 * Error codes of services, of the SDK and of Node, in the order in which they are tried; each row names where its codes come from.
 * EC2, KMS and STS write some of them with and some without "Exception", so that ending is taken off before.
 */
const ROWS: readonly Row[] = [
  // SDK, THROTTLING_ERROR_CODES; EC2 "Error codes" (RequestLimitExceeded); S3 "Error responses" (SlowDown)
  {
    codes:
      /^(Throttling|Throttled|RequestLimitExceeded|RequestThrottled|TooManyRequests|SlowDown|EC2Throttled|BandwidthLimitExceeded|LimitExceeded|PriorRequestNotComplete|ProvisionedThroughputExceeded|TransactionInProgress)$/,
    reason: 'throttled',
    retry: true,
  },
  // IAM GetCredentialReport: it is being made, and comes later
  { codes: /^(ReportInProgress|CredentialReportNotReady)$/, reason: 'throttled', retry: true, wait: 5000 },
  // IAM and KMS (AccessDenied, recorded: ListKeyRotations), EC2 "Client errors" (UnauthorizedOperation, AuthFailure, OptInRequired, Blocked, PendingVerification)
  {
    codes:
      /^(AccessDenied|AccessDeniedForDependency|UnauthorizedOperation|Unauthorized|Forbidden|AuthFailure|OptInRequired|SubscriptionRequired|Blocked|PendingVerification|RegionDisabled|AccountProblem)$/,
    reason: 'denied',
    retry: false,
  },
  // STS and "Common errors": the credentials themselves are refused
  {
    codes:
      /^(ExpiredToken|TokenRefreshRequired|InvalidClientTokenId|UnrecognizedClient|InvalidAccessKeyId|InvalidToken|InvalidIdentityToken|IDPRejectedClaim|IDPCommunicationError|SignatureDoesNotMatch|InvalidSignature|IncompleteSignature|MissingAuthenticationToken|MissingAuthenticationTokenException|InvalidSecurityToken|NotAuthorized)$/,
    reason: 'denied',
    retry: false,
  },
  // "Common errors": our clock is wrong. The SDK corrects it from the answer's Date, so that a second try can succeed
  { codes: /^(RequestTimeTooSkewed|RequestExpired|RequestInTheFuture)$/, reason: 'denied', retry: true },
  // SDK credential chain: nothing found, or a provider failed
  { codes: /^(CredentialsProviderError|TokenProviderError|ProviderError)$/, reason: 'denied', retry: false },
  // "Common errors" (InvalidAction, UnknownOperation); KMS UnsupportedOperation (recorded: GetKeyRotationStatus); emulators (NotImplemented)
  {
    codes:
      /^(InvalidAction|UnknownOperation|UnsupportedOperation|Unsupported|NotImplemented|MethodNotAllowed|UnsupportedProtocol|UnknownMethod)$/,
    reason: 'unsupported',
    retry: false,
  },
  // "Common errors" and EC2 "Server errors"; KMS DescribeKey (DependencyTimeout, KMSInternal, KeyUnavailable)
  {
    codes:
      /^(InternalError|InternalFailure|InternalServerError|InternalService|ServiceUnavailable|Unavailable|RequestTimeout|DependencyTimeout|KMSInternal|KeyUnavailable|ServerException)$/,
    reason: 'unreachable',
    retry: true,
  },
  // Node "Common system errors" and c-ares; SDK TimeoutError; the HTTP layer's AbortError
  {
    codes:
      /^(ECONNRESET|ECONNREFUSED|ECONNABORTED|EPIPE|ETIMEDOUT|ESOCKETTIMEDOUT|EHOSTUNREACH|EHOSTDOWN|ENETUNREACH|ENETDOWN|EADDRNOTAVAIL|EMFILE|ENOTFOUND|ENODATA|EAI_[A-Z]+|TimeoutError|AbortError|ERR_STREAM_PREMATURE_CLOSE|ERR_STREAM_DESTROYED|UND_ERR_.+|ERR_HTTP2_.+)$/,
    reason: 'unreachable',
    retry: true,
  },
  // OpenSSL verification codes and Node's own TLS codes; a wrong endpoint address: no second try helps
  {
    codes:
      /^(ERR_TLS_.+|ERR_SSL_.+|EPROTO|CERT_.+|UNABLE_TO_.+|SELF_SIGNED_.+|DEPTH_ZERO_.+|HOSTNAME_MISMATCH|INVALID_CA|INVALID_PURPOSE|ERR_INVALID_URL|ERR_INVALID_PROTOCOL)$/,
    reason: 'unreachable',
    retry: false,
  },
  // Node's HTTP parser (HPE_*) and zlib; the shape of what was parsed
  {
    codes: /^(HPE_.+|Z_.+|ERR_BUFFER_TOO_LARGE|ERR_.*PADDING_VERIFICATION_FAILED|ZodError|\$ZodError|SerializationError)$/,
    reason: 'malformed',
    retry: false,
  },
];

/** How deep causes are followed. */
const DEPTH = 6;

/** A server in debug mode names what it lacks on its page of status 500; one that is not (moto) cannot be told from one that fails. */
const NOT_WRITTEN = /NotImplementedError|not (yet )?(been )?implemented/i;

/**
 * What an error thrown by an AWS client means. Never throws, whatever it is given.
 * Order: 501, the code, a page instead of an answer, the status, causes; what is left over is a bug of the collector.
 */
export function meaning(error: unknown): Meaning {
  if (error instanceof CannotObserve) return { reason: error.reason, retry: false, code: error.code, status: error.status };
  return meant(error, DEPTH) ?? { reason: 'bug', retry: false, code: codesOf(error)[0] };
}

function meant(error: unknown, depth: number): Meaning | undefined {
  if (depth === 0 || typeof error !== 'object' || error === null) return undefined;
  const status = statusOf(error);
  const codes = codesOf(error);
  const seen = { status, retryAfter: retryAfterOf(error) };
  if (status === 501) return { reason: 'unsupported', retry: false, code: codes[0], ...seen };
  for (const code of codes) {
    const row = ROWS.find(({ codes: known }) => known.test(code.replace(/Exception$/, '')));
    if (row !== undefined) {
      const canMend = (CLOCK.test(code) && wasClockCorrected(error)) || (OVER.test(code) && read(error, '$retryable') !== undefined);
      return { reason: row.reason, retry: row.retry || canMend, code, ...seen, retryAfter: seen.retryAfter ?? row.wait };
    }
  }
  const inner = [read(error, 'cause'), ...listed(read(error, 'errors'))]
    .map((cause) => meant(cause, depth - 1))
    .find((found) => found !== undefined);
  if (status === undefined) return inner;
  return { ...byStatus(status, error), code: codes.find((code) => !GENERIC.has(code)), ...seen };
}

/** Refusals that a wrong clock brings about too (SDK, CLOCK_SKEW_ERROR_CODES); "AccessDenied" among them would be asked again in vain. */
const CLOCK = /^(AuthFailure|InvalidSignature|SignatureDoesNotMatch)/;

/** "Common errors" of EC2 (RequestExpired), STS and S3 (ExpiredToken) and the JSON services (ExpiredTokenException): a session's time is up. */
const OVER = /^(ExpiredToken(Exception)?|RequestExpired|TokenRefreshRequired)$/;

/** Whether a server says that the session is over; what is told in `$retryable` is whether another was to be had. */
export function isOver(error: unknown): boolean {
  return codesOf(error).some((code) => OVER.test(code));
}

/** Names of JavaScript and of the SDK that say nothing about the answer. */
const GENERIC = new Set(['Error', 'TypeError', 'SyntaxError', 'RangeError', 'Unknown', 'UnknownError']);

/** An answer with no code that we know. A page of HTML cannot be parsed: the SDK throws its parser's error, with the status beside it. */
function byStatus(status: number, error: object): Pick<Meaning, 'reason' | 'retry'> {
  if (status === 429) return { reason: 'throttled', retry: true };
  if (status === 401 || status === 403 || status === 407) return { reason: 'denied', retry: false };
  if (status === 404 || status === 405) return { reason: isServiceError(error) ? 'malformed' : 'unsupported', retry: false };
  if (status === 408) return { reason: 'unreachable', retry: true };
  if (status >= 500) {
    const text = read(error, '$responseBodyText');
    if (typeof text === 'string' && NOT_WRITTEN.test(text)) return { reason: 'unsupported', retry: false };
    return { reason: 'unreachable', retry: true };
  }
  return { reason: 'malformed', retry: false };
}

/** The service itself answered, with a code of its own; the SDK gives a bare status the names "NotFound" and "Unknown". */
function isServiceError(error: object): boolean {
  const name = read(error, 'name');
  return read(error, '$fault') !== undefined && name !== 'NotFound' && name !== 'Unknown';
}

function wasClockCorrected(error: object): boolean {
  return read(read(error, '$metadata'), 'clockSkewCorrected') === true;
}

function codesOf(error: unknown): string[] {
  return ['name', 'Code', 'code', '__type']
    .map((key) => read(error, key))
    .filter((code): code is string => typeof code === 'string' && code !== '' && code.length <= 100);
}

function statusOf(error: object): number | undefined {
  const status = read(read(error, '$metadata'), 'httpStatusCode') ?? read(read(error, '$response'), 'statusCode');
  return typeof status === 'number' && Number.isInteger(status) && status >= 100 && status <= 599 ? status : undefined;
}

/** RFC 9110 §10.2.3: seconds, or a date, which is counted from the answer's own Date. Milliseconds. */
function retryAfterOf(error: object): number | undefined {
  const headers = read(read(error, '$response'), 'headers');
  const after = read(headers, 'retry-after');
  if (typeof after !== 'string') return undefined;
  if (/^\d{1,6}$/.test(after)) return Number(after) * 1000;
  const date = read(headers, 'date');
  const wait = typeof date === 'string' ? Date.parse(after) - Date.parse(date) : Number.NaN;
  return wait > 0 ? wait : undefined;
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
