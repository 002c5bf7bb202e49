import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { html } from '../../reports/html/report.ts';
import { exampleView, hostile } from '../reports/view.ts';
import { peer } from './peer.ts';

const sizes = { desktop: { width: 1280, height: 900 }, phone: { width: 390, height: 844 } } as const;
const quiet = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

let folder: string;
let url: string;
let axe: string;
let browser: Browser;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'claimcheck-report-'));
  await writeFile(join(folder, 'report.html'), html.render(exampleView(), { bundle: 'evidence/1' }));
  url = pathToFileURL(join(folder, 'report.html')).href;
  axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
  browser = await chromium.launch({ executablePath: peer('chromium'), args: quiet });
});

afterAll(async () => {
  await browser?.close();
  await rm(folder, { recursive: true, force: true });
});

async function withPage<T>(
  options: Parameters<Browser['newPage']>[0],
  work: (page: Page, complaints: readonly string[]) => Promise<T>,
): Promise<T> {
  const page = await browser.newPage({ reducedMotion: 'reduce', ...options });
  const complaints: string[] = [];
  page.on('console', (message) => complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('dialog', (dialog) => {
    complaints.push(dialog.message());
    return dialog.dismiss();
  });
  page.on('request', (request) => {
    if (request.url() !== url) complaints.push(request.url());
  });
  try {
    await page.goto(url);
    return await work(page, complaints);
  } finally {
    await page.close();
  }
}

describe.each(['light', 'dark'] as const)('in %s', (colorScheme) => {
  test.each(Object.entries(sizes))('on a %s axe finds nothing serious', async (_, viewport) => {
    const found = await withPage({ viewport, colorScheme }, async (page) => {
      await page.evaluate('for (const one of document.querySelectorAll("details")) one.open = true');
      await page.evaluate(axe);
      return page.evaluate(
        "axe.run().then(({ violations }) => violations.map(({ id, impact, nodes }) => `${impact} ${id} ${nodes.slice(0, 3).map(({ target }) => target).join(' ')}`))",
      );
    });
    expect(found).toEqual([]);
  });
});

test.each([320, 390, 768, 1280])('nothing needs sideways scrolling at %i pixels', async (width) => {
  const scrollWidth = await withPage({ viewport: { width, height: 800 } }, async (page) => {
    await page.evaluate('for (const one of document.querySelectorAll("details")) one.open = true');
    return page.evaluate('document.documentElement.scrollWidth');
  });
  expect(scrollWidth).toBe(width);
});

test('no name runs, nothing is fetched, and the policy blocks nothing of ours', async () => {
  const complaints = await withPage({}, async (_, seen) => seen);
  expect(complaints).toEqual([]);
});

test('every claim can be read without script', async () => {
  const shown = await withPage({ javaScriptEnabled: false }, async (page) => {
    const cards = page.locator('article.claim');
    return {
      cards: await cards.count(),
      hidden: await page.locator('article.claim:not(:visible)').count(),
      filter: await page.locator('.filter').isVisible(),
    };
  });
  expect(shown).toEqual({ cards: exampleView().claims.length, hidden: 0, filter: false });
});

test('a hostile name is shown as text', async () => {
  const shown = await withPage({}, async (page) => page.locator('#claim-2 .name').allTextContents());
  expect(shown).toContain(hostile.script);
});

test('the keyboard alone filters by verdict', async () => {
  const shown = await withPage({}, async (page) => {
    await page.locator('[data-show=unproven]').focus();
    await page.keyboard.press('Enter');
    return page.evaluate('[...document.querySelectorAll("article.claim:not([hidden])")].map(({ dataset }) => dataset.verdict)');
  });
  expect(shown).toEqual(['unproven']);
});

test('following a link to a filtered claim shows it', async () => {
  const visible = await withPage({}, async (page) => {
    await page.locator('[data-show=unproven]').click();
    await page.locator('.index a[href="#claim-1"]').click();
    return page.locator('#claim-1').isVisible();
  });
  expect(visible).toBe(true);
});

test('on paper every fold is open', async () => {
  const unfolded = await withPage({}, async (page) => {
    await page.emulateMedia({ media: 'print' });
    await page.evaluate('dispatchEvent(new Event("beforeprint"))');
    return page.evaluate('[...document.querySelectorAll("details")].every(({ open }) => open)');
  });
  expect(unfolded).toBe(true);
});
