import { join } from 'node:path';
import { releaseError } from '../../errors.js';
import { readRecord, writeRecord } from '../records.js';
import type { ReleaseSite } from '../site.js';
import { done, nothingToUndo, todo, type Step } from '../step.js';
import { parseVersion } from '../../version/rules.js';

interface Judged {
  readonly run: string;
  readonly commit: string;
}

/** The repository is judged before anything is changed; the judgement is of one commit and one run. */
export function validate({ io, talk, plan, folder, parts }: ReleaseSite): Step {
  const path = join(folder, 'validated.json');
  const mine: Judged = { run: plan.run, commit: plan.start };
  return {
    id: 'validate',
    title: `validate ${plan.start.slice(0, 7)}`,
    reversible: true,
    calls: [`npm run release -- validate ${plan.version}`],
    reverse: 'nothing to take back: it reads',
    probe() {
      const judged = readRecord<Judged>(path);
      return Promise.resolve(
        judged?.run === mine.run && judged.commit === mine.commit ? done() : todo,
      );
    },
    async run() {
      const { ok, why } = await parts.validate({ io, talk, version: parseVersion(plan.version) });
      if (!ok) {
        throw releaseError('PM-8020', {
          what: `${plan.version} at ${plan.start.slice(0, 7)}`,
          why,
          remedy: `The evidence is in .release/${plan.version}/evidence; put right what failed, commit, and run the release again.`,
        });
      }
      writeRecord(path, mine);
      return why;
    },
    undo: nothingToUndo,
  };
}
