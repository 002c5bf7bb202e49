import { CannotObserve, type ExclusionReason, type GapReason, type Meaning } from 'claimcheck/plugin';

/**
 * Who kept us from reading: `identity`: no role gives the permission; `organisation`: a policy, lock or deny assignment above the
 * subscription; `resource`: the thing's own rules (a vault's firewall or access policy); `directory`: a grant that is missing in Entra ID;
 * `credentials`: they are not taken at all; `subscription`: its own state.
 */
export type DeniedBy = 'identity' | 'organisation' | 'resource' | 'directory' | 'credentials' | 'subscription';

/** What a code means. `retry`: it may go away. */
interface Row {
  readonly codes: RegExp;
  readonly reason: GapReason;
  readonly retry: boolean;
  readonly by?: DeniedBy;
  /** What the code says of a whole subscription, where it can mean nothing else. */
  readonly excludes?: ExclusionReason;
}

/** Codes of the resource manager, its providers, Graph, the identity library and Node, in the order in which they are tried; each row names its source. */
const ROWS: readonly Row[] = [
  // ARM "Understand how Azure Resource Manager throttles requests"; Compute "Troubleshooting API throttling errors"; SQL "Error codes" (40544 ff. have names)
  {
    codes:
      /^(TooManyRequests|Throttled|RateLimited|RequestThrottled|(Subscription|Tenant|ResourceCollection|Application)RequestsThrottled|RateLimitExceeded)$/,
    reason: 'throttled',
    retry: true,
  },
  // ARM "Common deployment errors" and "Resolve errors for AuthorizationFailed"; data planes with RBAC (AuthorizationPermissionMismatch)
  {
    codes:
      /^(AuthorizationFailed|LinkedAuthorizationFailed|AuthorizationPermissionMismatch|InsufficientPermissions|AccessDenied|Forbidden)$/,
    reason: 'denied',
    retry: false,
    by: 'identity',
  },
  // ARM "Common deployment errors": RequestDisallowedByPolicy, ScopeLocked; RBAC "Understand deny assignments"
  {
    codes: /^(RequestDisallowedByPolicy|ScopeLocked|DenyAssignmentAuthorizationFailed|RequestDisallowedByAzure|DisallowedOperation)$/,
    reason: 'denied',
    retry: false,
    by: 'organisation',
  },
  // Key Vault "REST API error codes": innererror of Forbidden; Storage "Common REST API error codes"
  {
    codes: /^(ForbiddenBy(Policy|Rbac|Connection|Firewall)|AccessPolicyDenied|AuthorizationSourceIPMismatch|PublicNetworkAccessDisabled)$/,
    reason: 'denied',
    retry: false,
    by: 'resource',
  },
  // Graph "Microsoft Graph error responses and resource types": a permission was not granted, or not consented to
  { codes: /^(Authorization_RequestDenied|Authorization_IdentityNotFound|accessDenied)$/, reason: 'denied', retry: false, by: 'directory' },
  // ARM and Graph 401: the token ended, or is not (yet) taken. The HTTP layer has forgotten it, so that a second try shows a new one
  {
    codes: /^(ExpiredAuthenticationToken|InvalidAuthenticationToken|AuthenticationExpired)$/,
    reason: 'denied',
    retry: true,
    by: 'credentials',
  },
  // ARM 401: no second token of the same principal would do better
  {
    codes:
      /^(InvalidAuthenticationToken(Tenant|Audience)|AuthenticationFailed|AuthenticationFailedMissingToken|InvalidAuthenticationInfo|Unauthorized)$/,
    reason: 'denied',
    retry: false,
    by: 'credentials',
  },
  // Microsoft identity platform "AADSTS error codes" (90055 and others): the authority itself is asked too much, or fails
  { codes: /^temporarily_unavailable$/, reason: 'throttled', retry: true },
  { codes: /^server_error$/, reason: 'unreachable', retry: true },
  // identity library and MSAL: the authority could not be asked
  { codes: /^(network_error|endpoints_resolution_error|openid_config_error|no_network_connectivity)$/, reason: 'unreachable', retry: true },
  // OAuth 2.0 (RFC 6749 §5.2) in the identity library's AuthenticationError; its own names where there are no credentials
  {
    codes:
      /^(invalid_client|invalid_grant|invalid_request|invalid_scope|invalid_resource|unauthorized_client|access_denied|CredentialUnavailableError|AuthenticationError|AuthenticationRequiredError|AggregateAuthenticationError)$/,
    reason: 'denied',
    retry: false,
    by: 'credentials',
  },
  // ARM 404: not there, or of another tenant than the token's: to these credentials it is the same
  { codes: /^(SubscriptionNotFound|InvalidSubscriptionId|TenantNotFound)$/, reason: 'denied', retry: false, by: 'subscription' },
  // ARM 409 and 403, "Reactivate a disabled Azure subscription": the subscription's state forbids it
  {
    codes: /^(ReadOnlyDisabledSubscription|SubscriptionDisabled|DisabledSubscription)$/,
    reason: 'denied',
    retry: false,
    by: 'subscription',
    excludes: 'account-suspended',
  },
  // ARM "Resolve errors for resource provider registration"; a provider that still has resources cannot be unregistered ("Azure resource providers and types")
  { codes: /^MissingSubscriptionRegistration$/, reason: 'unsupported', retry: false, excludes: 'api-off' },
  // The same page and "Common deployment errors": no such provider, type, version or place, one of them, and no word of which
  {
    codes:
      /^(SubscriptionNotRegistered|MissingRegistrationForType|NoRegisteredProviderFound|InvalidResourceNamespace|InvalidResourceType|InvalidApiVersionParameter|UnsupportedApiVersion|LocationNotAvailable(ForResourceType)?|FeatureNotSupported.*|OperationNotSupported|NotSupported|OperationNotAllowed|MethodNotAllowed|NotImplemented)$/,
    reason: 'unsupported',
    retry: false,
  },
  // ARM and Storage "Common REST API error codes": the provider's own fault
  {
    codes:
      /^(InternalServerError|InternalError|ServerTimeout|GatewayTimeout|BadGateway|ServiceUnavailable|ServerBusy|OperationTimedOut|RequestTimeout|UnexpectedException|GeneralError|serviceNotAvailable)$/,
    reason: 'unreachable',
    retry: true,
  },
  // Node "Common system errors" and c-ares; the pipeline's REQUEST_SEND_ERROR; the HTTP layer's AbortError
  {
    codes:
      /^(ECONNRESET|ECONNREFUSED|ECONNABORTED|EPIPE|ETIMEDOUT|EHOSTUNREACH|EHOSTDOWN|ENETUNREACH|ENETDOWN|EADDRNOTAVAIL|EMFILE|ENOTFOUND|ENODATA|EAI_[A-Z]+|REQUEST_SEND_ERROR|TimeoutError|AbortError|ERR_STREAM_PREMATURE_CLOSE|ERR_STREAM_DESTROYED)$/,
    reason: 'unreachable',
    retry: true,
  },
  // OpenSSL verification codes and Node's own TLS codes: no second try helps
  {
    codes:
      /^(ERR_TLS_.+|ERR_SSL_.+|EPROTO|CERT_.+|UNABLE_TO_.+|SELF_SIGNED_.+|DEPTH_ZERO_.+|HOSTNAME_MISMATCH|INVALID_CA|INVALID_PURPOSE|ERR_INVALID_.+)$/,
    reason: 'unreachable',
    retry: false,
  },
  // Node's HTTP parser (HPE_*) and zlib; the pipeline's PARSE_ERROR; JSON.parse; the shape of what was parsed
  { codes: /^(HPE_.+|Z_.+|ERR_BUFFER_TOO_LARGE|PARSE_ERROR|SyntaxError|ZodError|\$ZodError)$/, reason: 'malformed', retry: false },
];

/** How deep causes are followed. */
const DEPTH = 6;

/**
 * What an error thrown by an Azure client means. Never throws, whatever it is given.
 * Order: 429, the codes, causes, the status. A RestError or TypeError without either comes out of the SDK's own reading of an answer.
 */
export function meaning(error: unknown): Meaning {
  if (error instanceof CannotObserve) return { reason: error.reason, retry: false, code: error.code, status: error.status };
  const known = meant(error, DEPTH);
  if (known !== undefined) return known;
  return isUnreadable(error)
    ? { reason: 'malformed', retry: false, code: 'UnreadableAnswer' }
    : { reason: 'bug', retry: false, code: codesOf(error)[0] };
}

/** Who denied, by the closed code of a gap; undefined where the code does not tell. */
export function deniedBy(code: string): DeniedBy | undefined {
  return rowOf(code)?.by;
}

/** Whether the resource manager's own answer leaves the whole subscription out: one that could also mean "denied", or another thing, does not. */
export function excludes({ code, status }: CannotObserve): ExclusionReason | undefined {
  return status === undefined || code === undefined ? undefined : rowOf(code)?.excludes;
}

function meant(error: unknown, depth: number): Meaning | undefined {
  if (depth === 0 || typeof error !== 'object' || error === null) return undefined;
  const status = statusOf(error);
  const codes = codesOf(error);
  const seen = { status, retryAfter: retryAfterOf(error) };
  if (status === 429) return { reason: 'throttled', retry: true, code: codes.find(isProvider), ...seen };
  // The library wraps a network fault into "no credentials", and tells the one from the other in its words only.
  const unresolved = /\b(network_error|endpoints_resolution_error)\b/.exec(String(read(error, 'message')))?.[1];
  for (const code of unresolved === undefined ? codes : [unresolved]) {
    const row = rowOf(code);
    if (row?.reason === 'malformed' && status !== undefined && status >= 500) continue; // a gateway's page, whatever it calls itself
    const inner = code === 'CredentialUnavailableError' || code === 'AuthenticationRequiredError' ? causeOf(error, depth) : undefined;
    if (row !== undefined) return inner ?? { reason: row.reason, retry: row.retry, code, ...seen };
  }
  const inner = causeOf(error, depth);
  if (inner !== undefined || status === undefined) return inner;
  const code = codes.find(isProvider);
  return { ...byStatus(status, code), code, ...seen };
}

function causeOf(error: object, depth: number): Meaning | undefined {
  const errors = read(error, 'errors');
  const causes = [read(error, 'cause'), ...(Array.isArray(errors) ? errors.slice(0, DEPTH) : [])];
  return causes.map((cause) => meant(cause, depth - 1)).find((found) => found !== undefined);
}

function rowOf(code: string): Row | undefined {
  return ROWS.find(({ codes }) => codes.test(code));
}

/** An answer with no code that we know. */
function byStatus(status: number, code: string | undefined): Pick<Meaning, 'reason' | 'retry'> {
  if (status === 401 || status === 403 || status === 407) return { reason: 'denied', retry: false };
  if (status === 404 || status === 405) return { reason: code === undefined ? 'unsupported' : 'malformed', retry: false };
  if (status === 408) return { reason: 'unreachable', retry: true };
  if (status === 501) return { reason: 'unsupported', retry: false };
  if (status >= 500) return { reason: 'unreachable', retry: true };
  return { reason: 'malformed', retry: false };
}

function isUnreadable(error: unknown): boolean {
  return ['RestError', 'TypeError'].some((name) => read(error, 'name') === name);
}

/** Names of JavaScript and of the SDK say nothing about the answer. */
function isProvider(code: string): boolean {
  return !/Error$/.test(code);
}

/** Codes that could be the provider's: closed words, and never an id that somebody put in their place. The innermost comes first. */
function codesOf(error: unknown): string[] {
  const details = read(read(error, 'details'), 'error');
  const inner = read(read(details, 'innererror'), 'code');
  return [inner, read(error, 'code'), read(error, 'errorCode'), read(read(error, 'errorResponse'), 'error'), read(error, 'name')].filter(
    (code): code is string => typeof code === 'string' && /^[A-Za-z$][A-Za-z0-9_$]{1,79}$/.test(code) && !/[0-9a-f]{16}/i.test(code),
  );
}

function statusOf(error: object): number | undefined {
  const status = read(error, 'statusCode') ?? read(read(error, 'response'), 'status');
  return typeof status === 'number' && Number.isInteger(status) && status >= 100 && status <= 599 ? status : undefined;
}

/** RFC 9110 §10.2.3: seconds, or a date, which is counted from the answer's own Date; and Azure's own headers in milliseconds. */
function retryAfterOf(error: object): number | undefined {
  const headers = read(read(error, 'response'), 'headers');
  const milliseconds = headerOf(headers, 'x-ms-retry-after-ms') ?? headerOf(headers, 'retry-after-ms');
  if (milliseconds !== undefined && /^\d{1,9}$/.test(milliseconds)) return Number(milliseconds);
  const after = headerOf(headers, 'retry-after');
  if (after === undefined) return undefined;
  if (/^\d{1,6}$/.test(after)) return Number(after) * 1000;
  const wait = Date.parse(after) - Date.parse(headerOf(headers, 'date') ?? '');
  return wait > 0 ? wait : undefined;
}

function headerOf(headers: unknown, name: string): string | undefined {
  const get = read(headers, 'get');
  const value: unknown = typeof get === 'function' ? Reflect.apply(get, headers, [name]) : undefined;
  return typeof value === 'string' ? value : undefined;
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
