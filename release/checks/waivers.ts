import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { releaseError } from '../errors.js';
import type { Answer } from './check.js';

/** Where waivers are kept, from the repository's root: in git, so that each one is reviewed. */
export const WAIVERS = 'release/waivers.json';

const FILE = z.strictObject({
  waivers: z.array(
    z.strictObject({
      /** The id of a check. */
      check: z.string().min(1),
      /** What is waived: a failure, or, said in so many words, that nobody could look. */
      outcome: z.enum(['fail', 'could-not-run']).default('fail'),
      /** One thing that the check names; without it the whole check is waived. */
      subject: z.string().min(1).optional(),
      owner: z.string().min(1),
      reason: z.string().min(10),
      /** Last day on which it counts, UTC. */
      expires: z.iso.date(),
    }),
  ),
});
export type Waiver = z.infer<typeof FILE>['waivers'][number];

/** Every waiver, those past their date among them; none without a file. Throws PM-8007 for a file that cannot be used. */
export async function readWaivers(root: string): Promise<readonly Waiver[]> {
  let text: string;
  try {
    text = await readFile(join(root, WAIVERS), 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw releaseError('PM-8007', { what: WAIVERS, why: (error as Error).message, cause: error });
  }
  try {
    return FILE.parse(JSON.parse(text)).waivers;
  } catch (error) {
    const why = error instanceof z.ZodError ? z.prettifyError(error) : (error as Error).message;
    throw releaseError('PM-8007', { what: WAIVERS, why, cause: error });
  }
}

/** The last day of a waiver is a day on which it counts. */
export const lasts = ({ expires }: Waiver, now: number): boolean =>
  expires >= new Date(now).toISOString().slice(0, 10);

export interface Waived {
  readonly outcome: Answer['outcome'] | 'waived';
  readonly why: string;
}

/**
 * The answer once waivers count: only a failure is waived, only while they last, and only wholly. That a
 * check could not run is waived only by a waiver of that: nothing is known then, and somebody stands for it.
 */
export function waive(
  check: string,
  answer: Answer,
  waivers: readonly Waiver[],
  now: number,
): Waived {
  const { outcome } = answer;
  if (outcome !== 'fail' && outcome !== 'could-not-run') return answer;
  const own = waivers.filter((waiver) => waiver.check === check && waiver.outcome === outcome);
  const lasting = own.filter((waiver) => lasts(waiver, now));
  const whole = lasting.find(({ subject }) => subject === undefined);
  if (whole !== undefined) return { outcome: 'waived', why: `${answer.why}; ${said(whole)}` };
  const subjects = answer.subjects ?? [];
  const waived = lasting.filter(
    ({ subject }) => subject !== undefined && subjects.includes(subject),
  );
  const open = subjects.filter((name) => !waived.some(({ subject }) => subject === name));
  if (subjects.length > 0 && open.length === 0) {
    return { outcome: 'waived', why: [answer.why, ...waived.map(said)].join('; ') };
  }
  const past = own
    .filter((waiver) => !lasts(waiver, now))
    .map(({ expires, owner }) => `the waiver of ${owner} ended on ${expires}`);
  return { outcome, why: [answer.why, ...past].join('; ') };
}

const said = ({ owner, reason, expires, subject }: Waiver): string =>
  `${subject === undefined ? '' : `${subject} `}waived by ${owner} until ${expires}: ${reason}`;
