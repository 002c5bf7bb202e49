import { randomBytes } from 'node:crypto';
import { addAbortSignal } from 'node:stream';
import { Command, CommanderError } from 'commander';
import { systemClock } from '../collect/clock.ts';
import { BundleError, UserError } from '../errors.ts';
import { VERSION } from '../version.ts';
import { EXIT, type Exit, type Io } from './io.ts';

/** Parses the arguments, runs one command and turns what it threw into one clear message and its exit code. */
export async function main(args: readonly string[]): Promise<Exit> {
  const controller = new AbortController();
  let interrupts = 0;
  const onSignal = (): void => {
    interrupts += 1;
    controller.abort(new Interrupted());
    if (interrupts > 1) process.exit(EXIT.interrupted);
  };
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
  const io = processIo(controller.signal);
  const output = watchOutput(io);
  try {
    const exit = await perform(args, io);
    return output.isLost() ? EXIT.usage : exit;
  } catch (error) {
    return explain(error, io, args.includes('--debug'));
  } finally {
    process.off('SIGINT', onSignal);
    process.off('SIGTERM', onSignal);
  }
}

/** One command, without what only a process has. Throws what `explain` can tell. */
export async function perform(args: readonly string[], io: Io): Promise<Exit> {
  let exit: Exit = EXIT.fine;
  const program = defineProgram(io, (code) => {
    exit = code;
  });
  await program.parseAsync([...args], { from: 'user' });
  return exit;
}

/**
 * A stream tells of a failed write when it likes, perhaps after the command has ended. A reader that has gone away (`| head`) is no fault;
 * a disk that is full is one.
 */
function watchOutput(io: Io): { readonly isLost: () => boolean } {
  let lost = false;
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE' || lost) return;
    lost = true;
    process.exitCode ||= EXIT.usage;
    io.err(`claimcheck: cannot write to stdout: ${error.code ?? error.message}\n`);
  });
  process.stderr.on('error', () => {}); // there is nobody left to tell
  return { isLost: () => lost };
}

class Interrupted extends Error {
  override readonly name = 'Interrupted';
}

/** One clear message, and the exit code. Where the signal has aborted, the process ends here. */
export function explain(error: unknown, io: Io, debug: boolean): Exit {
  if (io.signal.aborted) {
    io.err('interrupted: nothing was sealed\n');
    process.exit(EXIT.interrupted); // a provider's own client may still wait for an answer, which nobody wants any more
  }
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.fine : EXIT.usage; // commander has said it already
  if (error instanceof UserError) {
    const faults = error.faults.map(({ file, line, column, message }) => `${file}:${line}:${column}: ${message}\n`);
    io.err(faults.length > 0 ? faults.join('') : `claimcheck: ${error.message}\n`);
    return EXIT.usage;
  }
  if (error instanceof BundleError) {
    io.err(`claimcheck: ${error.message}\n`);
    return EXIT.broken;
  }
  const words = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  io.err(`claimcheck: a bug: ${words}\nPlease report it; --debug shows where.\n`);
  if (debug && error instanceof Error) io.err(`${error.stack ?? ''}\n`);
  return EXIT.bug;
}

function processIo(signal: AbortSignal): Io {
  const color = (stream: NodeJS.WriteStream): boolean =>
    stream.isTTY === true && process.env['NO_COLOR'] === undefined && process.env['TERM'] !== 'dumb';
  const surface = (stream: NodeJS.WriteStream) => ({ columns: stream.columns ?? 80, isTty: stream.isTTY === true, color: color(stream) });
  return {
    out: (text) => void process.stdout.write(text),
    err: (text) => void process.stderr.write(text),
    input: () => addAbortSignal(signal, process.stdin),
    env: process.env,
    cwd: process.cwd(),
    clock: systemClock,
    random: Math.random,
    randomBytes,
    screen: surface(process.stderr),
    page: surface(process.stdout),
    signal,
  };
}

function defineProgram(io: Io, done: (exit: Exit) => void): Command {
  const program = new Command('claimcheck')
    .description('Which sentences of a trust page are true today, and how could a stranger check that?')
    .version(VERSION)
    .option('--debug', 'show where a bug happened')
    .showHelpAfterError('(claimcheck --help lists the commands)')
    .configureOutput({ writeOut: io.out, writeErr: io.err })
    .exitOverride();
  const command = (usage: string, description: string, json = 'one JSON document on stdout'): Command =>
    program
      .command(usage)
      .description(description)
      .option('--json', json)
      .exitOverride()
      .configureOutput({ writeOut: io.out, writeErr: io.err });
  const configured = (usage: string, description: string): Command =>
    command(usage, description).option('--config <file>', 'the claims and where to look', 'claimcheck.yaml');

  const signing = (signs: Command): Command =>
    signs
      .option('--key <ref>', 'the key that signs: a file, exec:…, awskms:…, azurekms:… or gcpkms:… (default: the config’s sign.with)')
      .option('--public-key <file>', 'the public key that it must be; exec: needs it')
      .option('--passphrase-file <file>', 'the passphrase of the key file (default: CLAIMCHECK_KEY_PASSPHRASE)')
      .option('--timestamp <url>', 'a timestamp authority (RFC 3161) that stamps the signature (default: the config’s sign.timestamp)');

  command('demo', 'the whole main job on an embedded practice cloud: no credentials, no network')
    .option('--page <name>', 'which example trust page', 'example')
    .option('--out <dir>', 'where to put it', 'claimcheck-demo')
    .action(async (options) => done(await (await import('./demo.ts')).demo(options, io)));
  signing(configured('scan', 'look, judge and seal: the last line is the path of the bundle'))
    .option('--out <dir>', 'where the bundle goes (default: the config’s locker, or ./evidence)')
    .option('--claims <ids>', 'only these claims, comma separated', list)
    .option('--targets <names>', 'only these targets, comma separated', list)
    .option('--plan <file>', 'a signed plan; with --shard')
    .option('--shard <i/n>', 'this share of the plan: the last line is the path of a part, for merge')
    .option('--plan-key <file>', 'the public key that the plan is signed with (default: that of the key that signs here)')
    .option('--plan-of <bundle>', 'the same claims, targets and tasks as that bundle, reached as your config says')
    .option('--resume', 'with --shard: look only at what an interrupted share has not')
    .option('--strict', 'vacuous and unjudged claims fail too (exit 4)')
    .option('--call-timeout <duration>', 'how long one call may take', '15s')
    .option('--concurrency <n>', 'calls under way at once', '50')
    .option('--share <percent>', 'the share of each published API quota to use at most', '50')
    .action(async (options) => done(await (await import('./scan.ts')).scan(options, io)));
  signing(configured('merge <parts...>', 'the parts of one signed plan as one bundle: judged once, and sealed'))
    .requiredOption('--plan <file>', 'the signed plan')
    .option('--plan-key <file>', 'the public key that the plan is signed with (default: that of the key that signs here)')
    .option('--out <bundle>', 'the bundle’s own path (default: in the config’s locker, or ./evidence)')
    .option('--strict', 'vacuous and unjudged claims fail too (exit 4)')
    .action(async (parts: string[], options) => done(await (await import('./merge.ts')).merge(parts, options, io)));
  signing(command('seal <run>', 'sign a run that a scan kept unsealed, without looking again'))
    .option('--strict', 'vacuous and unjudged claims fail too (exit 4)')
    .action(async (run: string, options) => done(await (await import('./seal-run.ts')).sealRun(run, options, io)));
  command('diff <old> <new>', 'what turned, came and went between two bundles').action(async (old: string, now: string, options) =>
    done(await (await import('./diff.ts')).diff(old, now, options, io)),
  );
  command('sample <bundle>', 'a choice of observations that anybody can draw again')
    .requiredOption('--size <n>', 'how many')
    .requiredOption('--seed <text>', 'what decides; best something that neither side could choose')
    .option('--claim <id>', 'only what this claim rests on')
    .option('--kind <kind>', 'only this kind')
    .option('--target <name>', 'only this target of the config, account or pseudonym')
    .action(async (bundle: string, options) => done(await (await import('./sample.ts')).sample(bundle, options, io)));
  command('pack <bundle>', 'a bundle as one .zip')
    .option('--out <file>', 'the zip (default: beside the bundle, with .zip)')
    .option('--store', 'without compression: the same bytes on every machine')
    .action(async (bundle: string, options) => done(await (await import('./pack.ts')).pack(bundle, options, io)));
  command('unpack <zip>', 'the bundle that was packed')
    .option('--out <dir>', 'the bundle’s own path (default: the zip’s without .zip)')
    .action(async (zip: string, options) => done(await (await import('./unpack.ts')).unpack(zip, options, io)));
  command(
    'tls [hosts...]',
    'a TLS scan on its own: what each address of HOST[:PORT] or smtp://HOST accepts, with a grade',
    'one JSON object for each address on stdout, each on a line (JSONL)',
  )
    .option('--file <file>', 'endpoints, one a line ("-": of standard input); each result is told as it is there')
    .option('--only <parts>', 'versions, suites, groups, preference, signatures, features, chain, clients, http, dns', list)
    .option('--policy <policy>', 'mozilla-modern, mozilla-intermediate, mozilla-old or grade>=A: exit 3 where it is not met')
    .option('--rate <n>', 'connections a second to one address and port, or "unlimited"', '30')
    .option('--at-once <n>', 'endpoints under way at once', '32')
    .option('--timeout <duration>', 'how long to wait for a connection, and again for each answer', '5s')
    .option('--ca <file>', 'a PEM file: the only roots to trust; "system": those of this system')
    .option('--deny-private', 'refuse loopback, private and link-local addresses')
    .option('--transcript <dir>', 'keep every byte of each scan in a file there')
    .option('--replay <file>', 'read a kept scan again, without any server')
    .action(async (hosts: string[], options) => done(await (await import('./tls.ts')).tls(hosts, options, io)));
  command('verify <bundle>', 'is the bundle what it says? Each answer on a line of its own')
    .option('--key <file...>', 'a public key whose signatures you trust')
    .option('--trust <file>', 'keys and timestamp authorities that you trust, and for how long')
    .option('--as-of <time>', 'the time for the second answer, "and today" (RFC 3339; default: now)')
    .option('--reread', 'read the stored replies again through the collectors and SDKs that are here')
    .option('--previous <bundle>', 'the run before: is it the one that this bundle names?')
    .option('--gate', 'exit 3 or 4 where a claim is contradicted or incomplete')
    .option('--strict', 'with --gate: vacuous and unjudged claims fail too')
    .action(async (bundle: string, options) => done(await (await import('./verify.ts')).verify(bundle, options, io)));
  command('redact <bundle>', 'a copy that withholds lines, under the same signature: the last line is its path')
    .requiredOption('--profile <profile>', 'public: facts only, under pseudonyms; auditor: all but the raw replies; or a file of rules')
    .requiredOption('--out <dir>', 'where the copy goes')
    .option('--keep-names-of <targets>', 'with public: targets whose names stay, comma separated', list)
    .action(async (bundle: string, options) => done(await (await import('./redact.ts')).redact(bundle, options, io)));
  command('report <bundle>', 'reports from a bundle')
    .option('--format <list>', 'html, json, terminal', list, ['terminal'])
    .option('--out <dir>', 'where files go (default: one format to stdout)')
    .action(async (bundle: string, options) => done(await (await import('./report.ts')).report(bundle, options, io)));
  signing(configured('plan', 'what a scan would call, with which permissions'))
    .option('--resolve', 'ask the providers which accounts and regions there are')
    .option('--out <file>', 'sign the resolved plan, for many machines to work on')
    .option('--claims <ids>', 'only these claims, comma separated', list)
    .option('--targets <names>', 'only these targets, comma separated', list)
    .action(async (options) => done(await (await import('./plan.ts')).plan(options, io)));
  configured('permissions', 'the least privilege for exactly these claims')
    .option('--format <format>', 'aws-policy', 'aws-policy')
    .action(async (options) => done(await (await import('./permissions.ts')).permissions(options, io)));
  command('keygen', 'a new signing key: claimcheck.key (private) and claimcheck.pub')
    .option('--out <file>', 'the private key; the public one lies beside it as .pub', 'claimcheck.key')
    .option('--passphrase-file <file>', 'encrypts the private key (default: CLAIMCHECK_KEY_PASSPHRASE, where it is set)')
    .option('--rotate <ref>', 'the old key: it signs a statement that the new one follows it')
    .option('--public-key <file>', 'with --rotate exec:…: the old public key')
    .option('--old-passphrase-file <file>', 'the passphrase of the old key file, where it is another one')
    .action(async (options) => done(await (await import('./keygen.ts')).keygen(options, io)));
  command('checks', 'the checks that a claim can name').action(async (options) =>
    done(await (await import('./checks.ts')).checks(options, io)),
  );
  configured('explain <id>', 'what a claim or a check means, and what it would look at').action(async (id: string, options) =>
    done(await (await import('./explain.ts')).explain(id, options, io)),
  );
  return program;
}

const list = (text: string): string[] => text.split(',').map((part) => part.trim());
