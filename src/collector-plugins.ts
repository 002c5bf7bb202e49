/** The wiring of what looks: every built-in source and collector, as values. The thread that collects needs no more. */
import { aws } from '../collectors/aws/index.ts';
import { azure } from '../collectors/azure/index.ts';
import { gcp } from '../collectors/gcp/index.ts';
import { live } from '../collectors/live/index.ts';
import type { Collector, Source } from './plugin.ts';

export const sources: readonly Source[] = [aws, azure, gcp, live].flatMap((plugin) => plugin.sources);
export const collectors: readonly Collector[] = [aws, azure, gcp, live].flatMap((plugin) => plugin.collectors);
