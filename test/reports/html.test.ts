import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { scriptDigest, styleDigest } from '../../reports/html/digests.ts';
import { html } from '../../reports/html/report.ts';
import { script } from '../../reports/html/script.ts';
import { style } from '../../reports/html/style.ts';
import type { BundleView } from '../../src/model.ts';
import { readPage } from './markup-reader.ts';
import { exampleView, hostile } from './view.ts';

const view = exampleView();
const page = html.render(view, { bundle: 'evidence/1' });
const { elements, text } = readPage(page.trim());
const cards = page.split('<article ').slice(1);

function card(quote: string): string {
  const found = cards.find((one) => readText(one).includes(quote));
  if (found === undefined) throw new Error(`no card quotes ${quote}`);
  return found;
}

function readText(markup: string): string {
  return markup
    .replace(/<[^>]*>/g, ' ')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&')
    .replace(/\s+/g, ' ');
}

describe('verdicts', () => {
  test.each(view.judgements.map((judgement, index) => [judgement.claim, judgement.verdict, index] as const))(
    '%s stands as %s, with icon and word',
    (_, verdict, index) => {
      const head = cards[index]?.split('</h3>')[0] ?? '';
      expect(head).toContain(`href="#i-${verdict}"`);
      expect(readText(head)).toContain(verdict);
    },
  );

  test('every icon that is used is defined in the page', () => {
    const defined = new Set(elements.filter(({ name }) => name === 'symbol').map(({ attributes }) => `#${attributes['id']}`));
    const used = elements.filter(({ name }) => name === 'use').map(({ attributes }) => attributes['href']);
    expect(used.filter((href) => href === undefined || !defined.has(href))).toEqual([]);
  });

  test('exceptions stand in the verdict wherever it is shown', () => {
    const marks = Array.from(page.matchAll(/class="mark v-verified">.*?<\/svg>([^<]*)</g), ([, words]) => words);
    const links = Array.from(page.matchAll(/href="#claim-1"/g)).length;
    expect(marks.filter((words) => words === 'verified except 2 of 36')).toHaveLength(links + 1);
  });

  test('a vacuous claim says that nothing was there to judge', () => {
    expect(readText(card('Local instance disks are encrypted'))).toContain('Nothing to judge: no such resources were found.');
  });

  test('an unjudged claim says why nothing could show it', () => {
    expect(readText(card('best industrial practices'))).toContain('Nothing could show it: the sentence names nothing');
  });
});

describe('what stands behind a verdict', () => {
  test('a missing permission is named with the number of accounts', () => {
    expect(readText(card('keys are rotated'))).toContain('kms:ListKeys is missing in 2 accounts');
  });

  test('coverage tells services, regions and accounts', () => {
    expect(readText(card('AWS EBS volumes'))).toContain('36 in ebs, across 17 regions of 2 accounts');
  });

  test('regions and accounts are left out where the tasks do not add up to what was judged', () => {
    const fewer = { ...view, tasks: view.tasks.slice(1) };
    expect(readText(html.render(fewer, {}))).not.toContain('36 in ebs, across');
  });

  test('an exclusion stands with its reason', () => {
    expect(readText(card('AWS EBS volumes'))).toContain('me-south-1: the region is disabled');
  });

  test('a document stands with issuer, last day and whose it is', () => {
    const shown = readText(card('certified to ISO 27001'));
    expect(shown).toContain('Example Certification Ltd');
    expect(shown).toContain('valid until 2027-06-30');
    expect(shown).toContain('Inherited from Example Hosting');
  });

  test('a contradicted claim says how to mend it', () => {
    expect(readText(card('All snapshots'))).toContain('Copy the data to an encrypted volume');
  });

  test('every branch of an anyOf has its own verdict', () => {
    const shown = readText(card('Backups are kept'));
    expect(shown).toMatch(/Any one of these is enough:.*vacuous.*attested/);
  });

  test('no claim lists more than 100 subjects, and the rest is counted', () => {
    const shown = card('All snapshots');
    expect(shown.match(/<th role="rowheader"/g)).toHaveLength(100);
    expect(readText(shown)).toContain('and 4,900 more in the bundle');
  });

  test('a withheld name leaves the pseudonym', () => {
    expect(readText(card('All snapshots'))).toContain('t0001/s000010 name withheld');
  });

  test('a group without subject is shown as its account', () => {
    const finding = { target: 't0001', region: '*', service: '', why: 'nothing was found that satisfies it' };
    const judgements = view.judgements.map((one, index) =>
      index === 1 ? { ...one, proofs: one.proofs.map((proof) => ({ ...proof, contradictions: [finding] })) } : one,
    );
    expect(readText(html.render({ ...view, judgements }, {}))).toContain('111122223333 every region');
  });
});

describe('by control', () => {
  const section = page.split('id="controls"')[1]?.split('</section>')[0] ?? '';

  test('each control lists its claims with their verdicts', () => {
    expect(readText(section)).toMatch(/4\.2\.1 verified “?\s*Connections to our service/);
  });

  test('a control that only the claim names says so', () => {
    expect(readText(section)).toMatch(/C1\.1 verified except 2 of 36 .*?named by the claim/);
  });
});

describe('what comes first', () => {
  test('a warning precedes the heading unless all is live', () => {
    const words = readText(page.split('<body>')[1] ?? '');
    expect(words.indexOf('Practice cloud:')).toBeGreaterThan(-1);
    expect(words.indexOf('Practice cloud:')).toBeLessThan(words.indexOf('Example trust page'));
  });

  test('a live and complete run has no warning', () => {
    expect(html.render(exampleView({ origins: { live: 5 }, complete: true }), {})).not.toContain('class="warning"');
  });

  test.each(['practice', 'replay', 'override'] as const)('one %s answer among live ones is warned of', (origin) => {
    expect(html.render(exampleView({ origins: { live: 500, [origin]: 1 }, complete: true }), {})).toContain('class="warning"');
  });

  test('a chosen subset is said to be one', () => {
    expect(readText(html.render(exampleView({ subset: true }), {}))).toContain('A chosen subset:');
  });
});

describe('what strangers wrote', () => {
  test('the page is well-formed, so that no name or tag made an element', () => {
    expect(elements.filter(({ name }) => name === 'script' || name === 'style')).toHaveLength(2);
    expect(elements.some(({ name }) => name === 'img' || name === 'b' || name === 'iframe')).toBe(false);
  });

  test('no element has an event handler or style of its own', () => {
    expect(
      elements.flatMap(({ attributes }) => Object.keys(attributes)).filter((name) => name === 'style' || name.startsWith('on')),
    ).toEqual([]);
  });

  test.each([hostile.script, hostile.image, hostile.template, hostile.wide])('%j is shown as it is', (name) => {
    expect(text).toContain(name);
  });

  test('characters that turn text round or move a cursor are written out', () => {
    expect(text).toContain('invoice⟨U+202E⟩fdp.exe');
    expect(page).not.toMatch(/(?!\n)[\p{Cc}\u202A-\u202E\u2066-\u2069]/u);
  });

  test('a very long name is cut, and the cut is told', () => {
    expect(text).not.toContain(hostile.long);
    expect(text).toContain('(370 more characters)');
  });

  test('a page address that is no web address is not linked', () => {
    const page = { name: 'Example', url: 'javascript:alert(1)' };
    const links = readPage(html.render({ ...view, run: { ...view.run, page } }, {}).trim()).elements.filter(({ name }) => name === 'a');
    expect(links.map(({ attributes }) => attributes['href']).filter((href) => href?.includes('javascript'))).toEqual([]);
  });

  test('keys that every object has are no names', () => {
    const judgements = view.judgements.map((one) => ({ ...one, proofs: one.proofs.map((proof) => ({ ...proof, proof: 'constructor' })) }));
    expect(() => html.render({ ...view, judgements }, {})).not.toThrow();
  });
});

describe('one file', () => {
  test('nothing is loaded from elsewhere', () => {
    const loading = elements.filter(
      ({ name, attributes }) => name === 'link' || 'src' in attributes || (name !== 'a' && /^[a-z]+:|^\/\//.test(attributes['href'] ?? '')),
    );
    expect(loading).toEqual([]);
  });

  test('the policy lets nothing but its own style and script through', () => {
    const policy = elements.find(({ attributes }) => attributes['http-equiv'] === 'Content-Security-Policy')?.attributes['content'];
    expect(policy).toBe(
      `default-src 'none'; style-src '${digest(style)}'; script-src '${digest(script)}'; base-uri 'none'; form-action 'none'`,
    );
  });

  test('digests.ts holds the digests of style and script', () => {
    expect({ styleDigest, scriptDigest }).toEqual({ styleDigest: digest(style), scriptDigest: digest(script) });
  });

  test('the same view gives the same bytes', () => {
    expect(html.render(exampleView(), { bundle: 'evidence/1' })).toBe(page);
  });

  test('it stays small at 5,000 contradictions', () => {
    expect(Buffer.byteLength(page)).toBeLessThan(300_000);
  });
});

describe('private claims', () => {
  const words = ['Tapes lie in the safe', 'on-site-tapes', 'tapes-behind-reception'];

  test.each(words)('%j is not shown', (word) => {
    expect(page).not.toContain(word);
  });

  test.each(words)('%j is shown to those who may read it', (word) => {
    expect(html.render(view, { showPrivate: true })).toContain(word);
  });
});

test('a copy without the run’s own records shows what the manifest says', () => {
  const withheld: BundleView = {
    ...view,
    claims: [],
    judgements: [],
    targets: [],
    tasks: [],
    sweeps: [],
    exclusions: [],
    causes: [],
    names: {},
    controls: {},
    checks: {},
  };
  const shown = readText(html.render(withheld, {}));
  expect(shown).toContain('verified except 2 of 36');
  expect(shown).toContain('What was seen is withheld in this copy');
});

function digest(of: string): string {
  return `sha256-${createHash('sha256').update(of).digest('base64')}`;
}
