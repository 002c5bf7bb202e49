import { CannotObserve, defineSource, EVERY, GLOBAL, type Resolved, type Resolving } from 'claimcheck/plugin';
import { z } from 'zod';
import { allowance } from './allowance.ts';
import type { Credential } from './credential.ts';
import { ambient, remembered } from './credentials.ts';
import { endpointsOf, GOOGLE } from './endpoints.ts';
import { meaning } from './errors.ts';
import { excludes } from './exclusions.ts';
import { type Found, getProject, hierarchyCalls, projectsBelow } from './hierarchy.ts';
import { openSender } from './send.ts';
import { type Clients, clientsOf, type GcpSession } from './session.ts';

const number = z.string().regex(/^\d{1,20}$/, 'expected its number, in quotes');

const body = z
  .strictObject({
    projects: z
      .array(z.string().regex(/^([a-z0-9.-]+:)?[a-z][a-z0-9-]{4,28}[a-z0-9]$/, 'expected the id of a project, like example-prod'))
      .min(1)
      .optional()
      .describe('Ids of projects.'),
    organization: number.optional().describe('The number of an organisation: all projects in it.'),
    folder: number.optional().describe('The number of a folder: all projects in it.'),
    credentials: z
      .literal('metadata')
      .optional()
      .describe('Those of the machine, from its metadata server. Left out: what GOOGLE_APPLICATION_CREDENTIALS names.'),
  })
  .refine(({ projects, organization, folder }) => [projects, organization, folder].filter((each) => each !== undefined).length === 1, {
    error: 'expected one of projects, organization and folder',
  });

type Body = z.infer<typeof body>;

/**
 * Google Cloud: projects by id, or all of an organisation or folder. Collectors run once for each region, and a project has one, "global":
 * so that one which waits to be deleted has none, and no task.
 */
export const gcp = defineSource<Body, GcpSession>({
  id: 'gcp',
  key: 'gcp',
  body,
  outline: (wanted) => namesOf(wanted).map((name) => ({ name, regions: [GLOBAL] })),
  calls: hierarchyCalls,
  allowance,
  meaning,
  resolve: async (wanted, resolving) => {
    const { tap, env } = resolving;
    const endpoints = endpointsOf(env);
    const sender = openSender();
    const make = ambient(env, wanted.credentials, sender, endpoints.token);
    if (make === undefined) return namesOf(wanted).map((name) => ({ ...unseen(name, noCredentials()), noCredentials: true }));
    const credential = remembered(make, tap);
    const clients = clientsOf({ endpoints, credential, sender, tap, verifies: env['NODE_TLS_REJECT_UNAUTHORIZED'] !== '0' });
    const closing = shared(clients.close);
    const fault = await faultOf(credential);
    if (fault !== undefined) {
      clients.close();
      return namesOf(wanted).map((name) => ({ ...unseen(name, fault), noCredentials: fault.reason === 'denied' }));
    }
    const identity = await credential.identity().catch(() => undefined); // who looked is told where it can be
    const found = await targetsOf(wanted, clients, resolving);
    if (found.length === 0) clients.close();
    return found.map((target) => ({
      ...target,
      ...(identity === undefined ? {} : { identity }),
      open: () => ({ ...clients.session }),
      close: closing(),
    }));
  },
  reopen: (_, tap) => {
    const clients = clientsOf({ endpoints: GOOGLE, credential: NOBODY, sender: openSender(), tap, verifies: true });
    return { open: () => clients.session, close: clients.close };
  },
});

type Target = Pick<Resolved, 'name' | 'regions' | 'exclusions' | 'excludes' | 'gap' | 'noCredentials'>;

async function targetsOf({ projects, organization, folder }: Body, clients: Clients, resolving: Resolving): Promise<readonly Target[]> {
  const get = clients.resourceManager;
  if (projects !== undefined) {
    return Promise.all(
      [...new Set(projects)].map((id) => getProject(id, get, resolving).then(toTarget, (gap: unknown) => unseen(id, gap))),
    );
  }
  const top = organization === undefined ? `folders/${folder}` : `organizations/${organization}`;
  const below = await projectsBelow(top, get, resolving);
  return below.map((each) => ('project' in each ? toTarget(each.project) : unseen(each.parent, each.gap)));
}

/** Only Google's own "DELETE_REQUESTED" leaves a project out: its APIs are off, and within 30 days it is gone. */
function toTarget(project: Found['project']): Target {
  const { projectId: name, state, name: resource } = project.data;
  const names = { id: name, number: resource?.replace('projects/', '') };
  if (state !== 'DELETE_REQUESTED') return { name, regions: [GLOBAL], exclusions: [], excludes: (ended) => excludes(ended, names) };
  return { name, regions: [], exclusions: [{ region: EVERY, reason: 'account-suspended', from: [project] }] };
}

function unseen(name: string, gap: unknown): Target & Pick<Resolved<GcpSession>, 'open' | 'close'> {
  // 401: whoever it is, Google does not know them. 403 is somebody who is known, and may not.
  const stranger = gap instanceof CannotObserve && gap.status === 401;
  return { name, regions: [EVERY], exclusions: [], gap, noCredentials: stranger, open: () => NOTHING, close: () => {} };
}

const NOTHING: GcpSession = {
  storage: () => Promise.reject(noCredentials()),
  orgPolicy: () => Promise.reject(noCredentials()),
};

/** Stored answers are read again without credentials. */
const NOBODY: Credential = {
  headers: () => Promise.reject(noCredentials()),
  answered: () => 'refused',
  identity: async () => undefined,
};

function noCredentials(): CannotObserve {
  return new CannotObserve('denied', 'no Google credentials: set GOOGLE_APPLICATION_CREDENTIALS, or say `credentials: metadata`', {
    code: 'NoCredentials',
  });
}

/** Whether a token can be had at all, before anything is asked with it. */
async function faultOf(credential: Credential): Promise<CannotObserve | undefined> {
  try {
    await credential.headers();
    return undefined;
  } catch (error) {
    return error instanceof CannotObserve ? error : new CannotObserve('denied', 'no Google credentials could be had', { cause: error });
  }
}

/** Connections are shared by all projects: the last one that closes closes them. */
function shared(close: () => void): () => () => void {
  let open = 0;
  return () => {
    open += 1;
    let mine = true;
    return () => {
      if (mine) open -= 1;
      mine = false;
      if (open === 0) close();
    };
  };
}

function namesOf({ projects, organization, folder }: Body): readonly string[] {
  if (projects !== undefined) return [...new Set(projects)];
  return [organization === undefined ? `folders/${folder}` : `organizations/${organization}`];
}
