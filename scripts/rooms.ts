/** The rooms of the house, and who may import whom. A new arrow is a decision: change this table and write down why. */
export interface Room {
  /** A file, or a folder with its slash. `*` stands for one folder: `collectors/*` is a room for each cloud. */
  readonly path: string;
  /** The rooms that it may import, besides itself. */
  readonly imports: readonly string[];
  /** npm packages: names, or `@scope/` for all of a scope. Cloud SDKs are also kept by `sdkOwners`. */
  readonly packages: readonly string[] | 'any';
  /** Node's own modules. Type-only imports are free. */
  readonly builtins: readonly string[] | 'any';
  /** It may `import()` what is only known at run time. */
  readonly computed?: true;
}

/** The one name under which plugins, ours included, see the rest of the house. */
export const door = 'claimcheck/plugin';

/** Only its door may import what is behind it: to every other room the model is one file, and so is `plugin`. */
const behindModel = 'src/model/';
const model = 'src/model.ts';
const errors = 'src/errors.ts';
const behindPlugin = 'src/plugin/';
const plugin = 'src/plugin.ts';
const version = 'src/version.ts';
const readGiven = 'src/read-given.ts';
const kinds = 'src/kinds/';
const guides = 'src/guides/';

/** From the ground up: a room may only import rooms above it in this list. The longest path that fits a file is its room. */
export const rooms: readonly Room[] = [
  { path: behindModel, imports: [], packages: [], builtins: [] },
  { path: model, imports: [behindModel], packages: [], builtins: [] },
  { path: version, imports: [], packages: [], builtins: [] },
  { path: errors, imports: [model], packages: [], builtins: [] },
  { path: readGiven, imports: [], packages: [], builtins: ['fs'] },
  { path: kinds, imports: [model], packages: ['zod'], builtins: [] },
  { path: guides, imports: [kinds], packages: ['zod'], builtins: [] },
  { path: 'src/checks/', imports: [model, kinds, guides], packages: ['zod'], builtins: [] },
  { path: 'src/judge/', imports: [model], packages: ['@marcbachmann/cel-js', 'zod'], builtins: [] },
  { path: 'src/bundle/', imports: [model, errors], packages: 'any', builtins: 'any' },
  { path: 'src/signers/', imports: [model, errors, readGiven], packages: 'any', builtins: 'any' },
  { path: 'src/lockers/', imports: [model, errors], packages: 'any', builtins: 'any' },
  { path: 'src/queue/', imports: [model, errors], packages: 'any', builtins: 'any' },
  { path: behindPlugin, imports: [model, errors], packages: ['zod'], builtins: [] },
  { path: plugin, imports: [model, errors, kinds, behindPlugin], packages: [], builtins: [] },
  { path: 'src/config/', imports: [model, errors, readGiven, plugin], packages: 'any', builtins: 'any' },
  { path: 'src/collect/', imports: [model, errors, plugin], packages: 'any', builtins: 'any' },
  { path: 'reports/', imports: [model], packages: 'any', builtins: [] },
  { path: 'collectors/live/', imports: [door], packages: 'any', builtins: 'any' },
  { path: 'collectors/live/report/', imports: [door, guides, 'collectors/live/'], packages: 'any', builtins: 'any' },
  { path: 'collectors/documents/', imports: [door], packages: 'any', builtins: 'any' },
  { path: 'collectors/*/', imports: [door], packages: 'any', builtins: ['http', 'https', 'stream', 'tls', 'zlib'] },
  { path: 'plugins/*/', imports: [door], packages: 'any', builtins: 'any' },
  { path: 'fixtures/', imports: [], packages: 'any', builtins: 'any', computed: true },
  { path: 'fixtures/demo/', imports: [model, 'fixtures/'], packages: 'any', builtins: 'any' },
  {
    path: 'src/collector-plugins.ts',
    imports: [plugin, 'collectors/*/', 'collectors/live/', 'collectors/documents/'],
    packages: [],
    builtins: [],
  },
  {
    path: 'src/plugins.ts',
    imports: [
      model,
      errors,
      kinds,
      plugin,
      'collectors/*/',
      'collectors/live/',
      'collectors/documents/',
      'src/checks/',
      'reports/',
      'src/signers/',
      'src/lockers/',
    ],
    packages: 'any',
    builtins: 'any',
    computed: true,
  },
  { path: 'src/tls-plugins.ts', imports: ['collectors/live/report/', 'reports/'], packages: [], builtins: [] },
  {
    path: 'src/commands/',
    imports: [
      model,
      version,
      errors,
      readGiven,
      plugin,
      'src/config/',
      'src/collect/',
      'src/judge/',
      'src/bundle/',
      'src/queue/',
      'src/collector-plugins.ts',
      'src/plugins.ts',
      'src/tls-plugins.ts',
    ],
    packages: 'any',
    builtins: 'any',
  },
  { path: 'src/cli.ts', imports: ['src/commands/', errors, version], packages: 'any', builtins: 'any' },
];

/** Files that may go through a wall which the rest of their room may not: each is named, and each has its reason. */
export const exceptions: readonly { readonly file: string; readonly imports: readonly string[]; readonly because: string }[] = [
  { file: 'src/commands/demo', imports: ['fixtures/demo/'], because: 'the demo is the whole house on top of a practice world' },
];

/** Roofs: they may import anything, and nothing may import them. */
export const roofs: readonly string[] = ['test/', 'bench/', 'scripts/', 'bin/', 'vitest.config.ts', 'vitest.peers.config.ts'];

/** A cloud's SDK belongs to its cloud; others would load it for users who do not have that cloud. Its types are free. */
export const sdkOwners: readonly { readonly packages: readonly string[]; readonly rooms: readonly string[] }[] = [
  { packages: ['@aws-sdk/', '@smithy/'], rooms: ['collectors/aws/', 'src/signers/', 'src/lockers/'] },
  { packages: ['@azure/'], rooms: ['collectors/azure/', 'src/signers/', 'src/lockers/'] },
  { packages: ['@google-cloud/', 'google-auth-library'], rooms: ['collectors/gcp/', 'src/signers/', 'src/lockers/'] },
];
