import type { Pipeline, RestError } from '@azure/core-rest-pipeline';
import { z } from 'zod';
import type { WireClient } from './http-client.ts';

/** The resource manager, for every type that has no client of its own. */
export interface Arm {
  /** GET: a path with its api-version, or a nextLink. Throws a RestError with the answer's own code, also where the answer is not JSON. */
  readonly get: (pathOrLink: string) => Promise<unknown>;
}

/** Azure REST guidelines, "Handling errors": `{ "error": { "code", "message" } }`. */
const Refusal = z.object({ error: z.object({ code: z.string().optional(), message: z.string().optional() }) });

/** `pipeline` has the SDK's own policies, without retries: the Wire retries. */
export async function armOf(home: string, client: WireClient, pipeline: Pipeline): Promise<Arm> {
  const { createPipelineRequest, RestError } = await import('@azure/core-rest-pipeline');
  return {
    get: async (pathOrLink) => {
      const request = createPipelineRequest({ url: new URL(pathOrLink, home).href, method: 'GET' });
      request.headers.set('accept', 'application/json');
      const response = await pipeline.sendRequest(client, request);
      const body = jsonOf(response.bodyAsText ?? '');
      if (response.status === 200 && body !== NOT_JSON) return body;
      throw refused(response.status, body);

      function refused(statusCode: number, answer: unknown): RestError {
        const refusal = Refusal.safeParse(answer).data?.error;
        const code = refusal?.code ?? (statusCode === 200 ? RestError.PARSE_ERROR : undefined);
        const message = refusal?.message ?? `the resource manager answered with status ${statusCode}`;
        const error = new RestError(message, { statusCode, request, response, ...(code === undefined ? {} : { code }) });
        error.details = answer === NOT_JSON ? undefined : answer;
        return error;
      }
    },
  };
}

const NOT_JSON = Symbol('not JSON');

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return NOT_JSON;
  }
}
