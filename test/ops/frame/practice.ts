import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { opsError } from '../../../ops/errors.js';
import { deskOf } from '../../../ops/frame/desk.js';
import { carryOut, type Procedure, type Step } from '../../../ops/frame/procedure.js';
import type { Context, Runbook } from '../../../ops/frame/runbook.js';
import { workFolder } from '../../../ops/frame/work-folder.js';

const ORDER = ['one', 'two', 'three'] as const;

export interface Trouble {
  /** Step that fails. */
  readonly at?: string;
  readonly how?: 'refused' | 'lost' | 'bug';
  /** Step in which the process is killed: before its write, or after. */
  readonly killBefore?: string;
  readonly killAfter?: string;
  /** What the verification finds. */
  readonly verified?: 'broken' | 'throws';
  /** Steps have no probe. */
  readonly blind?: boolean;
  readonly onStep?: (id: string) => void | Promise<void>;
}

/** A runbook that writes three words into a file of the work folder: a world that can be looked at. */
export function practice(trouble: Trouble = {}): Runbook {
  return {
    name: 'practice',
    summary: 'write three words',
    example: 'npm run ops -- practice',
    when: 'In a test.',
    changes: 'A file.',
    undo: 'Remove the file.',
    options: {},
    run: (context) =>
      carryOut(
        deskOf(context, 'practice', context.environment),
        'practice',
        procedureOf(context, trouble),
      ),
  };
}

export const worldFile = (context: Pick<Context, 'io'>): string =>
  join(workFolder(context.io), 'world');

function procedureOf(context: Context, trouble: Trouble): Procedure {
  const file = worldFile(context);
  const words = (): readonly string[] =>
    existsSync(file) ? readFileSync(file, 'utf8').split('\n').filter(Boolean) : [];
  const stepOf = (id: string): Step => ({
    id,
    title: `write ${id}`,
    effect: 'write',
    calls: [`file:append world ${id}`],
    ...(trouble.blind === true
      ? {}
      : { probe: () => Promise.resolve(words().includes(id) ? 'done' : 'todo') }),
    async run() {
      await trouble.onStep?.(id);
      if (trouble.killBefore === id) process.kill(process.pid, 'SIGKILL');
      if (trouble.at === id && trouble.how === 'refused') {
        throw opsError('PM-6012', { what: `write ${id}`, why: 'AccessDenied' });
      }
      if (trouble.at === id && trouble.how === 'bug') throw new TypeError('x is undefined');
      appendFileSync(file, `${id}\n`);
      if (trouble.at === id) throw opsError('PM-7004', { what: 'the answer was lost' });
      if (trouble.killAfter === id) process.kill(process.pid, 'SIGKILL');
      return id === 'two' ? 'the second' : undefined;
    },
  });
  const look: Step = {
    id: 'look',
    title: 'look at the world',
    effect: 'read',
    calls: ['file:read world'],
    run: () => Promise.resolve(`${words().length} words`),
  };
  return {
    plan() {
      const missing = ORDER.filter((word) => !words().includes(word));
      return Promise.resolve({
        what: `practice: ${missing.length} words`,
        steps: [look, ...missing.map(stepOf)],
        notes: ['it is only practice'],
        undo: 'rm world',
      });
    },
    verify() {
      if (trouble.verified === 'throws') throw opsError('PM-7004', { what: 'AWS' });
      const ok = trouble.verified !== 'broken' && words().length === ORDER.length;
      return Promise.resolve({ ok, text: `${words().join(' ')}\n`, json: { words: words() } });
    },
  };
}
