import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { afterwards } from '../../release/after/index.js';
import type { ReleaseSite } from '../../release/pipeline/site.js';
import type { Issue, Milestone } from '../support/github/state.js';
import { world } from './pipeline/support/world.js';
import { runbooksThat } from './support/after-site.js';

const AT = '2026-01-01T00:00:00Z';
const ISSUE: Issue = {
  ...{ id: 101, number: 1, title: 'A thing', body: null, state: 'open', state_reason: null },
  ...{ labels: [], assignees: [], milestone: 1, user: 'ada', comments: [] },
  ...{ created_at: AT, updated_at: AT, closed_at: null },
};
const MILESTONE: Milestone = {
  ...{ number: 1, id: 1, title: '1.0.0', description: null, state: 'open', due_on: null },
  ...{ created_at: AT, updated_at: AT, closed_at: null },
};

describe('what follows on publishing', () => {
  it('is part of the release, is gone on with after a failure, and is taken back with it', async () => {
    const here = await world({ issues: [ISSUE], milestones: [MILESTONE] });
    try {
      here.git('commit', '--quiet', '--allow-empty', '-m', 'feat: a thing\n\nCloses #1');
      here.git('push', '--quiet', 'origin', 'main');
      const start = here.state();
      const env = {
        PHASE_MIRROR_PRODUCTION_ACCOUNT: '111122223333',
        PHASE_MIRROR_RELEASE_APPROVED: 'production',
      };
      const { runbooks, asked } = runbooksThat({ verify: 1 });
      const parts = { afterwards: (site: ReleaseSite) => afterwards(site, runbooks) };
      const go = ['--yes', '--confirm', '1.0.0', '--json'];

      const stopped = await here.release(['run', '1.0.0', ...go], { parts, env });
      expect(stopped).toMatchObject({ exit: 20, json: { error: { code: 'PM-8051' } } });
      expect(here.repo.releases).toMatchObject([{ draft: false }]);
      expect(asked.map(({ command }) => command)).toEqual([
        'npm run ops -- deploy --env production',
        'npm run ops -- verify --env production',
      ]);

      const healthy = runbooksThat();
      const whole = { afterwards: (site: ReleaseSite) => afterwards(site, healthy.runbooks) };
      const ended = await here.release(['resume', '1.0.0', '--json'], { parts: whole, env });
      expect(ended).toMatchObject({ exit: 0 });
      // What was deployed is not deployed again.
      expect(healthy.asked.map(({ command }) => command)).toEqual([
        'npm run ops -- verify --env production',
        'npm run ops -- monitor --env production',
      ]);
      expect(here.repo.issues).toMatchObject([{ state: 'closed', state_reason: 'completed' }]);
      expect(here.repo.milestones).toMatchObject([{ state: 'closed' }]);
      const draft = join(here.root, '.release/1.0.0/announcements/chat.md');
      expect(readFileSync(draft, 'utf8')).toContain('A thing that people see.');

      const back = await here.release(['rollback', '1.0.0', ...go], { parts: whole, env });
      expect(back).toMatchObject({ exit: 0, json: { left: [] } });
      expect(here.repo.issues).toMatchObject([{ state: 'open' }]);
      expect(here.repo.milestones).toMatchObject([{ state: 'open' }]);
      expect(existsSync(draft)).toBe(false);
      expect(here.state()).toEqual(start);
    } finally {
      await here.close();
    }
  });
});
