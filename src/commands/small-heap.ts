/**
 * Imported first by commands that read much and keep little. What they read is garbage at once: a young generation that grows would only hold
 * more of it, and helpers that share what is left to copy cost more than they carry. V8 also makes things in old memory, where garbage stays for
 * long, once it has seen many of their sort live on.
 */
import { setFlagsFromString } from 'node:v8';

setFlagsFromString('--semi-space-growth-factor=1');
setFlagsFromString('--no-allocation-site-pretenuring');
setFlagsFromString('--no-parallel-scavenge');
