import { CannotObserve, defineCollector, document } from 'claimcheck/plugin';
import { z } from 'zod';
import { lookAtEvidence } from './http/evidence-link.ts';
import { evidenceLink } from './http/http-result.ts';
import { links } from './link-source.ts';

/** The slug of what a page links to. */
const LINKS = 'links';

/** What kept us from asking, or what the host itself does not say: whether the link works, nobody knows. */
const DENIED: ReadonlySet<string> = new Set(['denied-host', 'denied-address']);
/** Answers that no browser would follow, or trust: it cannot be read by anybody. */
const BROKEN: ReadonlySet<string> = new Set(['too-many-redirects', 'bad-location', 'untrusted-certificate']);

const sealed = evidenceLink.extend({
  file: z.string().optional().describe('SHA-256 of the file that it is compared with.'),
});

/** Whether what a trust page points at is there, and what was said to be. Its bytes are read at once, and not kept. */
export const linkedDocuments = defineCollector({
  id: 'live.link',
  version: 1,
  source: links,
  per: 'target',
  kinds: [document],
  services: [LINKS],
  calls: { 'http:Get': [] },
  collect: async (look) => {
    const { url, way, file, before, signal, answer } = look.session;
    const get = async () => ({
      ...(await lookAtEvidence(url, { ...way, signal: signal() }, before)),
      ...(file === undefined ? {} : { file }),
    });
    const seen = await look.call('http:Get', { url: url.href }, () => answer(get, ({ address }) => address), sealed);
    const { code, status, type, sha256, lastModified, changed, file: expected } = seen.data;
    if (code !== undefined && code !== 'too-large' && !BROKEN.has(code))
      throw new CannotObserve(DENIED.has(code) ? 'denied' : 'unreachable', 'the link was not answered', {
        call: 'http:Get',
        code,
        replies: seen.replies,
      });
    look.observe(
      document,
      { id: url.href, service: LINKS, type: 'link', account: url.host },
      {
        sort: 'page',
        reachable: code === undefined || code === 'too-large',
        ...(status === undefined ? {} : { status }),
        ...(type === undefined || !/^[\w:+/-]{1,80}$/.test(type) ? {} : { mediaType: type }),
        ...(sha256 === undefined || expected === undefined ? {} : { sameAsFile: sha256 === expected }),
        ...(changed === undefined ? {} : { changed }),
        ...(lastModified === undefined ? {} : { modifiedAt: lastModified }),
      },
      [seen],
    );
  },
});
