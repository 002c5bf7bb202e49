/** Loaded before the command line (NODE_OPTIONS=--import): the names of NAMES lead where it says, and no other leads anywhere. */
import { z } from 'zod';
import { leadNames } from './lead-names.ts';

leadNames(z.record(z.string(), z.array(z.string())).parse(JSON.parse(process.env['NAMES'] ?? '{}')));
