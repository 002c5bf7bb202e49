#!/usr/bin/env node
// Written for the oldest Node that may meet it, so that it can say that it is too old instead of failing on syntax.
'use strict';

var needed = [24, 15];
var version = process.versions.node;
var found = version.split('.').map(Number);

if (found[0] > needed[0] || (found[0] === needed[0] && found[1] >= needed[1])) {
  // The build turns `.ts` into `.js`.
  import('../src/cli.ts');
} else {
  process.exitCode = 2;
  process.stderr.write(
    'claimcheck needs Node ' + needed.join('.') + ' or newer; this is ' + version + ' (' + process.execPath + '). https://nodejs.org\n',
  );
}
