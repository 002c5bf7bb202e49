import { describe, expect, test } from 'vitest';
import { fieldsOf, readSecurityHeaders } from '../../../../collectors/live/http/security-headers.ts';

const read = (...raw: readonly string[]) => readSecurityHeaders(fieldsOf(raw));
const none = {
  contentSecurityPolicy: false,
  frameProtection: false,
  noSniff: false,
  referrerPolicy: false,
  permissionsPolicy: false,
};

describe('security headers', () => {
  test('are none where none is sent', () => {
    expect(read('Server', 'nginx')).toEqual(none);
  });

  test('are all seen, whatever the case of their names', () => {
    expect(
      read(
        'content-security-policy',
        "default-src 'self'",
        'X-FRAME-OPTIONS',
        'DENY',
        'X-Content-Type-Options',
        'nosniff',
        'Referrer-Policy',
        'no-referrer',
        'Permissions-Policy',
        'camera=()',
      ),
    ).toEqual({ contentSecurityPolicy: true, frameProtection: true, noSniff: true, referrerPolicy: true, permissionsPolicy: true });
  });

  test.each([
    ['a policy that is only reported', ['Content-Security-Policy-Report-Only', "frame-ancestors 'none'"]],
    ['an empty policy', ['Content-Security-Policy', ' ; ']],
    ['frames allowed for all', ['X-Frame-Options', 'ALLOWALL']],
    ['frame options that contradict each other', ['X-Frame-Options', 'DENY', 'X-Frame-Options', 'SAMEORIGIN']],
    ['a first word that is not nosniff', ['X-Content-Type-Options', 'sniff, nosniff']],
    ['a referrer policy that nobody knows', ['Referrer-Policy', 'never']],
    ['a referrer policy that protects nobody', ['Referrer-Policy', 'no-referrer, unsafe-url']],
    ['a permissions policy without a feature', ['Permissions-Policy', 'none']],
  ])('do not count with %s', (_case, raw) => {
    expect(read(...raw)).toEqual(none);
  });

  test('take frame-ancestors for protection, unless it allows everybody', () => {
    expect(read('Content-Security-Policy', "default-src 'self'; frame-ancestors 'none'").frameProtection).toBe(true);
    expect(read('Content-Security-Policy', 'frame-ancestors *').frameProtection).toBe(false);
  });

  test('take the last referrer policy that is known', () => {
    expect(read('Referrer-Policy', 'no-referrer, strict-origin-when-cross-origin, future').referrerPolicy).toBe(true);
  });
});
