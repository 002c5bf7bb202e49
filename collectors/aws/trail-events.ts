import { z } from 'zod';

const Field = z.object({ Field: z.string(), Equals: z.array(z.string()).optional() });

/** CloudTrail GetEventSelectors: a trail has selectors of one sort or of the other. */
export const Selectors = z.object({
  EventSelectors: z
    .array(
      z.object({
        ReadWriteType: z.enum(['All', 'ReadOnly', 'WriteOnly']).optional(),
        IncludeManagementEvents: z.boolean().optional(),
        DataResources: z.array(z.unknown()).optional(),
        ExcludeManagementEventSources: z.array(z.string()).optional(),
      }),
    )
    .optional(),
  AdvancedEventSelectors: z.array(z.object({ FieldSelectors: z.array(Field) })).optional(),
});

type Events = 'all' | 'some' | 'none';

/** What one selector lets through. */
interface Selected {
  readonly what: 'management' | 'data' | 'other';
  readonly reads: boolean;
  readonly writes: boolean;
  /** Whether it names everything of its sort. */
  readonly whole: boolean;
}

/** What a trail records. Data events are named by their sort of resource, so that nothing says that it is all of them. */
export function eventsOf({ EventSelectors = [], AdvancedEventSelectors = [] }: z.infer<typeof Selectors>): {
  readonly managementReads: Events;
  readonly managementWrites: Events;
  readonly dataReads: Events;
  readonly dataWrites: Events;
} {
  const selected = [...EventSelectors.flatMap(basic), ...AdvancedEventSelectors.map(({ FieldSelectors }) => advanced(FieldSelectors))];
  const most = (what: Selected['what'], way: 'reads' | 'writes'): Events => {
    const found = selected.filter((one) => one.what === what && one[way]);
    return found.some(({ whole }) => whole) ? 'all' : found.length > 0 ? 'some' : 'none';
  };
  return {
    managementReads: most('management', 'reads'),
    managementWrites: most('management', 'writes'),
    dataReads: most('data', 'reads'),
    dataWrites: most('data', 'writes'),
  };
}

/** Left out, both mean everything: CloudTrail API Reference, EventSelector. */
function basic(selector: NonNullable<z.infer<typeof Selectors>['EventSelectors']>[number]): readonly Selected[] {
  const { ReadWriteType = 'All', IncludeManagementEvents = true, DataResources = [], ExcludeManagementEventSources = [] } = selector;
  const ways = { reads: ReadWriteType !== 'WriteOnly', writes: ReadWriteType !== 'ReadOnly' };
  return [
    ...(IncludeManagementEvents ? [{ ...ways, what: 'management' as const, whole: ExcludeManagementEventSources.length === 0 }] : []),
    ...(DataResources.length > 0 ? [{ ...ways, what: 'data' as const, whole: false }] : []),
  ];
}

/** All its fields must fit an event. One that is neither the category nor the way narrows it; so does a way that is not named outright. */
function advanced(fields: readonly z.infer<typeof Field>[]): Selected {
  const of = (name: string) => fields.filter(({ Field: field }) => field === name);
  const [category] = of('eventCategory').flatMap(({ Equals = [] }) => Equals);
  const what = category === 'Management' ? 'management' : category === 'Data' ? 'data' : 'other';
  const ways = of('readOnly').map(({ Equals }) => Equals?.[0]);
  const narrowed = fields.some(({ Field: field }) => field !== 'eventCategory' && field !== 'readOnly');
  const told = ways.every((way) => way === 'true' || way === 'false');
  return { what, reads: !ways.includes('false'), writes: !ways.includes('true'), whole: what === 'management' && !narrowed && told };
}
