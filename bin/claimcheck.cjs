#!/usr/bin/env node
// Written for the oldest Node that may meet it, so that it can say that it is too old instead of failing on syntax.
'use strict';

var needed = [24, 15];
var version = process.versions.node;
var found = version.split('.').map(Number);

if (found[0] > needed[0] || (found[0] === needed[0] && found[1] >= needed[1])) {
  keepCompiled();
  // The build turns `.ts` into `.js`.
  import('../src/cli.ts');
} else {
  process.exitCode = 2;
  process.stderr.write(
    'claimcheck needs Node ' + needed.join('.') + ' or newer; this is ' + version + ' (' + process.execPath + '). https://nodejs.org\n',
  );
}

// Code compiled once is used in the next run. It is kept among the user's own caches, and not in a directory that others share: who can write there
// decides what runs here. Threads find the place in the environment.
function keepCompiled() {
  var join = require('node:path').join;
  var caches = process.env.XDG_CACHE_HOME || join(require('node:os').homedir(), '.cache');
  var kept = require('node:module').enableCompileCache(join(caches, 'claimcheck', 'compiled'));
  if (kept.directory) process.env.NODE_COMPILE_CACHE = join(caches, 'claimcheck', 'compiled');
}
