/** Runs on a thread of its own: told what to look at, it collects, and says how far it is. */
import { setFlagsFromString } from 'node:v8';
import { parentPort } from 'node:worker_threads';
import { systemClock } from '../collect/clock.ts';
import { collect } from './collect.ts';
import type { CollectingMessage, CollectingTask } from './collecting.ts';

/**
 * What is read of a page lives until the next one is read. V8 sees more of it live on while it is still small itself, and then makes such things in
 * old memory, where they stay, with all that they point at, until the whole of it is swept; and it shares the little that is left to copy among
 * helpers that cost more than they carry. A long scan would take half as much memory again, and a tenth more time.
 */
setFlagsFromString('--no-allocation-site-pretenuring');
setFlagsFromString('--no-parallel-scavenge');

const port = parentPort;
// An interrupted thread is ended from outside.
const standing = { clock: systemClock, random: Math.random, signal: new AbortController().signal, env: process.env };
port?.once('message', (task: CollectingTask) => void collect(task, standing, (message: CollectingMessage) => port.postMessage(message)));
