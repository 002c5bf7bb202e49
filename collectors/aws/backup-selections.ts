import type { ListBackupSelectionsCommandInput } from '@aws-sdk/client-backup';
import type { Look, Seen } from 'claimcheck/plugin';
import { z } from 'zod';
import { nextToken, Token } from './listing.ts';
import type { AwsSession } from './session.ts';

const LIST = 'backup:ListBackupSelections';
const GET = 'backup:GetBackupSelection';
export const SELECTION_CALLS = { [LIST]: [LIST], [GET]: [GET] };

const Listed = z.object({ BackupSelectionsList: z.array(z.object({ SelectionId: z.string().min(1) })), ...Token });
const arns = z.array(z.string()).nullish();
const Selection = z.object({
  Resources: arns,
  NotResources: arns,
  ListOfTags: z.array(z.unknown()).nullish(),
  Conditions: z.record(z.string(), z.array(z.unknown()).nullish()).nullish(),
});
type Selection = z.infer<typeof Selection>;
const Answer = z.object({ BackupSelection: Selection });

/** Whether a plan makes backups of a resource. undefined: that hangs on tags, which AWS Backup does not tell of. */
export type Covers = (resource: string) => boolean | undefined;

/** What a plan is assigned to; one without any selection backs nothing up, whatever its rules say. */
export async function coverOf(look: Look<AwsSession>, BackupPlanId: string): Promise<Seen<Covers>> {
  const client = await look.session.client('backup');
  const input: ListBackupSelectionsCommandInput = { BackupPlanId, MaxResults: 1000 };
  const ask = (asked: typeof input) => client.listBackupSelections(asked);
  const selections: Selection[] = [];
  const replies: string[] = [];
  for await (const page of look.pages(LIST, { input, ask, page: Listed, next: nextToken })) {
    replies.push(...page.replies);
    for (const { SelectionId } of page.data.BackupSelectionsList) {
      const seen = await look.call(GET, { BackupPlanId, SelectionId }, (asked) => client.getBackupSelection(asked), Answer);
      selections.push(seen.data.BackupSelection);
      replies.push(...seen.replies);
    }
  }
  return { data: (resource) => anyOf(selections.map((selection) => selects(selection, resource))), replies };
}

/** One of several names or tags of `ListOfTags` is enough; every one of `Conditions` must fit (AWS Backup API Reference, BackupSelection). */
function selects({ Resources, NotResources, ListOfTags, Conditions }: Selection, resource: string): boolean | undefined {
  if (NotResources?.some((pattern) => fits(pattern, resource))) return false;
  const named = Resources?.some((pattern) => fits(pattern, resource)) ?? false;
  const byName = named || (Resources ?? []).length === 0 ? undefined : false;
  const tagged = (ListOfTags ?? []).length > 0;
  if (Object.values(Conditions ?? {}).some((tests) => (tests ?? []).length > 0)) return tagged ? undefined : byName;
  if (named) return true;
  return tagged ? undefined : byName;
}

/** An asterisk stands for anything, colons and slashes too. */
function fits(pattern: string, resource: string): boolean {
  const [start = '', ...rest] = pattern.split('*');
  if (rest.length === 0) return pattern === resource;
  const end = rest.at(-1) ?? '';
  if (resource.length < start.length + end.length || !resource.startsWith(start) || !resource.endsWith(end)) return false;
  let from = start.length;
  for (const part of rest.slice(0, -1)) {
    const at = resource.indexOf(part, from);
    if (at < 0 || at + part.length > resource.length - end.length) return false;
    from = at + part.length;
  }
  return true;
}

function anyOf(answers: readonly (boolean | undefined)[]): boolean | undefined {
  return answers.includes(true) ? true : answers.includes(undefined) ? undefined : false;
}
