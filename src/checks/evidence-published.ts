import { z } from 'zod';
import { document } from '../kinds/document.ts';
import { defineCheck } from './check.ts';
import { all, known } from './conditions.ts';
import { documentsPublished } from './controls.ts';

/** "Our certificate can be viewed here": what a page links to is there. What it says, and until when it holds, is a `document` proof's to tell. */
export const evidencePublished = defineCheck({
  id: 'evidence-published',
  version: 1,
  says: 'Everything that the page links to as evidence can be read by anybody, over TLS that is trusted.',
  kind: document,
  mode: 'each',
  params: z.strictObject({
    mediaType: z.string().min(1).optional().describe('Also: it is sent as that: "application/pdf".'),
    sameAsFile: z.boolean().optional().describe('Also: it is byte for byte the file that the config names.'),
    unchanged: z.boolean().optional().describe('Also: it has the digest that the config gives.'),
  }),
  reads: ({ mediaType, sameAsFile, unchanged }) => [
    'reachable',
    'status',
    ...(mediaType === undefined ? [] : (['mediaType'] as const)),
    ...(sameAsFile ? (['sameAsFile'] as const) : []),
    ...(unchanged ? (['changed'] as const) : []),
  ],
  judge: ({ reachable, status, mediaType, sameAsFile, changed }, asked) =>
    all([
      { field: 'reachable', shown: reachable, else: 'it cannot be fetched over trusted TLS' },
      { field: 'status', shown: known(status, (code) => code >= 200 && code < 300), else: `it answers with status ${status}` },
      asked.mediaType !== undefined && {
        field: 'mediaType',
        shown: known(mediaType, (type) => type === asked.mediaType),
        else: `it is sent as ${mediaType}`,
      },
      asked.sameAsFile && { field: 'sameAsFile', shown: sameAsFile, else: 'it is not the file that the config names' },
      asked.unchanged && { field: 'changed', shown: known(changed, (is) => !is), else: 'its bytes have changed' },
    ]),
  controls: documentsPublished,
  fix: 'Put the document back where the page links to, or mend the link.',
});
