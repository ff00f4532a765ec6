import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { collectFacts, gitCommand, type Facts } from '../../../../runtime/src/facts/index.js';
import { repository, type TestRepository } from '../../../support/repository.js';

const STRICT = { '.phase-mirror.yml': 'strictness: strict\n' };
const LOOSE = { '.phase-mirror.yml': 'thresholds: {critical: 9}\n' };
const BROKEN = { '.phase-mirror.yml': 'strictness: strict\nfoo: 1\n' };

const facts = (
  repo: TestRepository,
  request: { base?: string; now?: number } = {},
): Promise<Facts> => collectFacts(gitCommand(repo.folder, process.env), { env: {}, ...request });

describe('the policy in force', () => {
  it('is that of the branch that the change goes to: no change weakens its own judgement', async () => {
    const repo = repository(STRICT);
    repo.branch('change', LOOSE);
    const { policy } = await facts(repo);
    expect(policy.inForce).toMatchObject({
      state: 'known',
      value: { from: 'base', file: { policy: { strictness: 'strict', thresholds: {} } } },
    });
    expect(policy.proposed?.policy.thresholds).toEqual({ critical: 9 });
  });

  it('is that of its tip, not of where an old branch left it', async () => {
    const repo = repository(LOOSE);
    repo.branch('change', { 'a.txt': '1' });
    repo.git('switch', '--quiet', 'main');
    const tip = repo.commit(STRICT);
    repo.git('switch', '--quiet', 'change');
    const { policy, change } = await facts(repo);
    expect(policy.inForce).toMatchObject({
      value: { commit: tip, file: { policy: { strictness: 'strict' } } },
    });
    expect(change.base).not.toMatchObject({ value: { commit: tip } });
  });

  it('is not in a file that the change adds', async () => {
    const repo = repository();
    repo.branch('change', LOOSE);
    const { policy } = await facts(repo);
    expect(policy.inForce).toMatchObject({ state: 'known', value: { from: 'base' } });
    expect(policy.inForce).not.toHaveProperty('value.file');
    expect(policy.proposed?.path).toBe('.phase-mirror.yml');
  });

  it('is that of the head where no change is judged', async () => {
    const { policy } = await facts(repository(STRICT));
    expect(policy).toMatchObject({
      inForce: { value: { from: 'head', file: { policy: { strictness: 'strict' } } } },
    });
    expect(policy).not.toHaveProperty('proposed');
  });

  it('is not known where the base is not here', async () => {
    const repo = repository(STRICT);
    repo.branch('change', LOOSE);
    const { policy } = await facts(repo, { base: 'gone' });
    expect(policy.inForce).toMatchObject({ state: 'unknown', gaps: [{ code: 'base-missing' }] });
  });

  it('is not known where the base holds a broken file, so that a change can mend it', async () => {
    const repo = repository(BROKEN);
    repo.branch('change', STRICT);
    const { policy } = await facts(repo);
    expect(policy.inForce).toMatchObject({
      state: 'unknown',
      gaps: [
        {
          code: 'policy-invalid',
          reason: expect.stringContaining('line 2:1 unknown key foo; the keys are strictness'),
          place: { path: '.phase-mirror.yml', line: 2 },
        },
      ],
    });
  });
});

describe('a policy file of the head that cannot be used', () => {
  it.each([
    ['an unknown key', BROKEN['.phase-mirror.yml'], 'line 2:1 unknown key foo'],
    ['malformed YAML', 'strictness: [', 'line 1:14 Flow sequence'],
    ['two documents', 'strictness: strict\n---\na: 1\n', 'more than one document'],
    ['bytes that are no text', Buffer.from([0xff, 0xfe, 0x00]), 'its bytes are not UTF-8'],
    ['more than a file may have', `# ${'x'.repeat(1024 * 1024)}\n`, 'it has 1048579 bytes'],
  ])('%s is an error, and is never ignored', async (_, text, why) => {
    const repo = repository(STRICT);
    repo.branch('change', { '.phase-mirror.yml': text });
    await expect(facts(repo)).rejects.toMatchObject({
      code: 'PM-1003',
      exit: 2,
      why: expect.stringContaining(why),
    });
  });

  it('a link or a folder is an error too', async () => {
    const linked = repository({ 'policy.yml': 'strictness: strict\n' });
    symlinkSync('policy.yml', join(linked.folder, '.phase-mirror.yml'));
    linked.commit({});
    await expect(facts(linked)).rejects.toMatchObject({ code: 'PM-1003' });
    const folder = repository({ '.phase-mirror.yml/a': '' });
    await expect(facts(folder)).rejects.toMatchObject({ code: 'PM-1003' });
  });

  it('tells the first ten problems', async () => {
    const lines = Array.from({ length: 12 }, (_, i) => `key${i}: 1\n`).join('');
    const repo = repository({ '.phase-mirror.yml': lines });
    await expect(facts(repo)).rejects.toMatchObject({
      why: expect.stringMatching(/key9[^]*and 2 more$/),
    });
  });
});

describe('the day of the judgement', () => {
  it('is a fact, in UTC', async () => {
    const now = Date.parse('2026-11-22T23:59:59Z');
    expect((await facts(repository(), { now })).change.asOf).toBe('2026-11-22');
  });
});
