import { CannotObserve, type Resolving, type Seen } from 'claimcheck/plugin';
import { z } from 'zod';

/** Resource Manager v3. Permissions: the methods' references; a listing is allowed or denied as a whole, on the parent. */
export const hierarchyCalls = {
  'cloudresourcemanager:projects.get': ['resourcemanager.projects.get'],
  'cloudresourcemanager:projects.list': ['resourcemanager.projects.list'],
  'cloudresourcemanager:folders.list': ['resourcemanager.folders.list'],
} as const;

/** `name` has its number. */
const Project = z.object({
  name: z
    .string()
    .regex(/^projects\/\d+$/)
    .optional(),
  projectId: z.string().min(1),
  state: z.string().min(1),
});
const Folder = z.object({ name: z.string().regex(/^folders\/\d+$/) });
const Projects = z.object({ projects: z.array(z.unknown()).optional(), nextPageToken: z.string().optional() });
const Folders = z.object({ folders: z.array(z.unknown()).optional(), nextPageToken: z.string().optional() });

/** A project, and the reply that told of it. `state`: "ACTIVE", "DELETE_REQUESTED". */
export interface Found {
  readonly project: Seen<z.infer<typeof Project>>;
}

/** A part of the hierarchy that could not be listed: "organizations/123", "folders/456". What lies in it is unknown. */
export interface Missed {
  readonly parent: string;
  readonly gap: unknown;
}

export type Get = (path: string) => Promise<object>;

/** One project by its id. */
export function getProject(id: string, get: Get, { call }: Resolving): Promise<Seen<z.infer<typeof Project>>> {
  return call('cloudresourcemanager:projects.get', { name: `projects/${id}` }, ({ name }) => get(`v3/${name}`), Project);
}

/**
 * All projects below an organisation or folder, to any depth. It walks with projects.list and folders.list and never asks projects.search,
 * which leaves out what the caller may not see and does not say so.
 */
export async function projectsBelow(top: string, get: Get, resolving: Resolving): Promise<readonly (Found | Missed)[]> {
  const found = new Map<string, Found>();
  const missed = new Map<string, Missed>();
  const parents = [top];
  for (let parent = parents.shift(); parent !== undefined; parent = parents.shift()) {
    const under = parent;
    await walked(under, async () => {
      for await (const page of pages('projects.list', under, { showDeleted: true }, Projects, get, resolving)) {
        for (const item of page.data.projects ?? []) {
          const project = readable(Project, item, page);
          found.set(project.projectId, { project: { data: project, replies: page.replies } });
        }
      }
    });
    await walked(under, async () => {
      for await (const page of pages('folders.list', under, {}, Folders, get, resolving)) {
        for (const item of page.data.folders ?? []) parents.push(readable(Folder, item, page).name);
      }
    });
  }
  return [...found.values(), ...missed.values()];

  /** What was found before a listing broke off is kept; that there is more is kept too. */
  async function walked(parent: string, walk: () => Promise<void>): Promise<void> {
    try {
      await walk();
    } catch (gap) {
      if (!missed.has(parent)) missed.set(parent, { parent, gap });
    }
  }
}

interface Query {
  readonly parent: string;
  readonly pageSize: number;
  readonly showDeleted?: boolean;
  readonly pageToken?: string;
}

async function* pages<Page extends { readonly nextPageToken?: string | undefined }>(
  method: 'projects.list' | 'folders.list',
  parent: string,
  more: Pick<Query, 'showDeleted'>,
  shape: z.ZodType<Page>,
  get: Get,
  { call }: Resolving,
): AsyncIterable<Seen<Page>> {
  const name = `cloudresourcemanager:${method}`;
  const tokens = new Set<string>();
  let input: Query = { parent, pageSize: 100, ...more };
  for (;;) {
    const page = await call(name, input, (query) => get(`v3/${method.replace('.list', '')}?${searchOf(query)}`), shape);
    yield page;
    const token = page.data.nextPageToken;
    if (!token) return;
    if (tokens.has(token))
      throw new CannotObserve('malformed', `${name}: the listing gave the same page token twice`, {
        call: name,
        code: 'RepeatedToken',
        replies: page.replies,
      });
    tokens.add(token);
    input = { ...input, pageToken: token };
  }
}

function searchOf(query: Query): string {
  return new URLSearchParams(Object.entries(query).map(([name, value]): [string, string] => [name, String(value)])).toString();
}

function readable<T>(shape: z.ZodType<T>, item: unknown, { replies }: Seen<unknown>): T {
  const parsed = shape.safeParse(item);
  if (parsed.success) return parsed.data;
  throw new CannotObserve('malformed', 'a project or folder has an unknown shape', { code: 'UnknownShape', replies, cause: parsed.error });
}
