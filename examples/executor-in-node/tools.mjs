// The tools, as the catalogue describes them and as they run. Whoever deploys them declares how they behave.

import { appendFile } from 'node:fs/promises';

const text = (maxLength) => ({
  type: 'object',
  properties: { text: { type: 'string', minLength: 1, maxLength } },
  required: ['text'],
  additionalProperties: false,
});

/** The tools of an executor: catalogue entries, each with what it does. run(arguments, {signal, idempotencyKey}) */
export function tools(executor, notes) {
  return [
    {
      entry: {
        name: 'slugify',
        description: 'Makes of a text what can stand in a web address: lower case, words joined by hyphens.',
        inputSchema: text(1_000),
        annotations: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false },
        timeout: 'PT5S',
        retries: 1,
        executor,
      },
      timeoutMs: 5_000,
      run: ({ text }) =>
        text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase().match(/[\p{L}\p{N}]+/gu)?.join('-') ?? '',
    },
    {
      entry: {
        name: 'append_note',
        description: 'Appends a line to the file of notes.',
        inputSchema: text(10_000),
        annotations: { readOnlyHint: false, destructiveHint: false, idempotentHint: false, openWorldHint: false },
        timeout: 'PT10S',
        retries: 0,
        executor,
      },
      timeoutMs: 10_000,
      run: async ({ text }, { signal }) => {
        const line = text.replace(/\s+/g, ' ') + '\n';
        await appendFile(notes, line, { signal });
        return { appended: Buffer.byteLength(line) };
      },
    },
  ];
}
