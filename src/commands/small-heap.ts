/**
 * Imported before anything else by commands that read much and keep little. What they read is garbage at once: a young generation that grows would
 * only hold more of it, and helpers that share what is left to copy cost more than they carry. Short texts that a JSON parser makes, and things of
 * which V8 has seen many live on, are made in old memory: it is swept before much of them has gathered.
 */
import { setFlagsFromString } from 'node:v8';

setFlagsFromString('--semi-space-growth-factor=1');
setFlagsFromString('--heap-growing-percent=30');
setFlagsFromString('--no-allocation-site-pretenuring');
setFlagsFromString('--no-parallel-scavenge');
