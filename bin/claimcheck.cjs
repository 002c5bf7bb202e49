#!/usr/bin/env node
// Written for the oldest Node that may meet it, so that it can say that it is too old instead of failing on syntax.
'use strict';

var needed = [24, 15];
var found = process.versions.node.split('.').map(Number);

if (found[0] > needed[0] || (found[0] === needed[0] && found[1] >= needed[1])) {
  // The build turns `.ts` into `.js`.
  import('../src/cli.ts');
} else {
  process.stderr.write(
    'claimcheck needs Node ' + needed.join('.') + ' or newer; this is ' + process.versions.node + ' (' + process.execPath + '). https://nodejs.org\n'
  );
  process.exitCode = 2;
}
