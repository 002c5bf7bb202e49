import type { Ask, Look, Seen } from 'claimcheck/plugin';
import { z } from 'zod';
import type { AwsSession } from './session.ts';

const Page = z.object({
  Parameters: z.array(z.object({ ParameterName: z.string().min(1), ParameterValue: z.string().optional() })),
  Marker: z.string().nullish(),
});

/** The values of a parameter group, the engine's own defaults among them; one that the provider tells no value of is not in it. */
export type Values = Seen<ReadonlyMap<string, string>>;

/** Every parameter of a group, asked for once in a look, whatever the answer. `of`: how a group is asked for by its name. */
export function parametersOf<Input extends object>(
  call: string,
  of: (group: string) => { readonly input: Input; readonly ask: Ask<Input>; readonly onward: (Marker: string) => Partial<Input> },
): (look: Look<AwsSession>, group: string) => Promise<Values> {
  const asked = new Map<string, Promise<Values>>();
  return (look, group) => {
    const known = asked.get(group) ?? read(look, group);
    asked.set(group, known);
    return known;
  };

  async function read(look: Look<AwsSession>, group: string): Promise<Values> {
    const values = new Map<string, string>();
    const replies: string[] = [];
    const { input, ask, onward } = of(group);
    for await (const page of look.pages(call, { input, ask, page: Page, next: ({ Marker }) => (Marker ? onward(Marker) : undefined) })) {
      replies.push(...page.replies);
      for (const { ParameterName, ParameterValue } of page.data.Parameters)
        if (ParameterValue !== undefined && wanted(ParameterName)) values.set(ParameterName, ParameterValue);
    }
    return { data: values, replies };
  }
}

/** Of hundreds of parameters these few are kept. */
function wanted(name: string): boolean {
  return /ssl|tls|secure_transport/.test(name);
}

/** A switch, in any of the words that engines have for it; undefined: it is not there, or is something else. */
export function onOrOff(value: string | undefined): boolean | undefined {
  if (/^(1|on|true|enabled)$/i.test(value ?? '')) return true;
  return /^(0|off|false|disabled)$/i.test(value ?? '') ? false : undefined;
}
