import { describe, expect, it } from '@jest/globals';
import { gitCommand } from '../../../../runtime/src/facts/index.js';
import { mapped, readMailmap } from '../../../../runtime/src/facts/git/mailmap.js';
import { person } from '../../../../runtime/src/facts/git/people.js';
import { repository } from '../../../support/repository.js';

async function meant(mailmap: string, name: string, email: string): Promise<string> {
  const repo = repository({ '.mailmap': mailmap });
  const entries = await readMailmap(gitCommand(repo.folder, process.env), 'HEAD');
  repo.remove();
  return mapped(person(name, email), entries).email;
}

describe('.mailmap', () => {
  it.each([
    ['Ada <ada@a.test> <old@a.test>\n', 'ada@a.test'],
    ['<ada@a.test> <OLD@a.test>\r\n', 'ada@a.test'],
    ['Ada <ada@a.test> Old Name <old@a.test>\n', 'ada@a.test'],
    ['Ada <ada@a.test> Another <old@a.test>\n', 'old@a.test'],
    ['Ada <old@a.test>\n', 'old@a.test'],
    ['# Ada <ada@a.test> <old@a.test>\n', 'old@a.test'],
    ['<x@a.test> <old@a.test>\nAda <ada@a.test> Old Name <old@a.test>\n', 'ada@a.test'],
    ['Ada <ada@a.test> <old@a.test> # since 2024\n', 'ada@a.test'],
    ['no address at all\n', 'old@a.test'],
  ])('%j means %s', async (text, expected) => {
    expect(await meant(text, 'Old Name', 'old@a.test')).toBe(expected);
  });

  it('is none where there is no file', async () => {
    const repo = repository();
    expect(await readMailmap(gitCommand(repo.folder, process.env), 'HEAD')).toEqual([]);
    repo.remove();
  });

  it('gives the account of a no-reply address', () => {
    const to = '1+ada@users.noreply.github.com';
    expect(mapped(person('Ada', 'old@a.test'), [{ email: 'old@a.test', to }]).account).toEqual({
      login: 'ada',
      id: 1,
    });
  });
});
