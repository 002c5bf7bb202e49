import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { loadConfig } from '../../src/config/load.ts';
import { fullText, pageOfFull } from './full.ts';
import { known, TODAY } from './known.ts';

const folder = mkdtempSync(join(tmpdir(), 'claimcheck-config-'));
afterAll(() => rmSync(folder, { recursive: true }));

test('a config and the page beside it are read from disk', () => {
  writeFileSync(join(folder, 'trust-page.md'), pageOfFull);
  const path = written('full.yaml', fullText);
  const config = loadConfig(path, known, TODAY);
  expect(config.claims[0]?.stands).toEqual({ file: './trust-page.md', line: 3 });
  expect(config.documents).toEqual([{ file: './documents/iso27001.pdf', path: join(folder, 'documents', 'iso27001.pdf') }]);
});

test.each(['absent.yaml', '.', 'full.yaml/x', 'a\0b'])('there is no config at %j', (name) => {
  expect(() => loadConfig(join(folder, name), known, TODAY)).toThrow(expect.objectContaining({ code: 'config-missing' }));
});

test('a page that is a directory is a fault of the config', () => {
  const path = written('page.yaml', fullText.replace('./trust-page.md', '.'));
  expect(() => loadConfig(path, known, TODAY)).toThrow(
    expect.objectContaining({ code: 'config-wrong', faults: [expect.objectContaining({ line: 2, column: 73, code: 'not-found' })] }),
  );
});

test('bytes that are no text are a fault of the config', () => {
  const path = written('bytes.yaml', new Uint8Array([0x76, 0xff, 0xfe]));
  expect(() => loadConfig(path, known, TODAY)).toThrow(
    expect.objectContaining({ code: 'config-wrong', faults: [expect.objectContaining({ file: path })] }),
  );
});

function written(name: string, content: string | Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}
