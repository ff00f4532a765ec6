import { execFileSync } from 'node:child_process';
import { describe, expect, it } from '@jest/globals';
import { collectFacts, gitCommand, valueOf } from '../../../../runtime/src/facts/index.js';
import {
  machinesOf,
  person,
  trailer,
  type Trailer,
} from '../../../../runtime/src/facts/git/people.js';
import { repository, type TestRepository } from '../../../support/repository.js';

const ADA = person('Ada', '1+ada@users.noreply.github.com');
const CLAUDE = person('claude[bot]', '209825114+claude[bot]@users.noreply.github.com');
const trailers = (...lines: readonly string[]): readonly Trailer[] =>
  lines.flatMap((line) => trailer(line) ?? []);

describe('the machines of a commit', () => {
  it.each<readonly [string, readonly string[], string | undefined]>([
    [
      'an id in an address',
      ['Co-authored-by: X <198982749+Copilot@users.noreply.github.com>'],
      'Copilot',
    ],
    ['a known address', ['Co-authored-by: Claude <noreply@anthropic.com>'], 'Claude'],
    [
      'a known address in another case',
      ['co-authored-by: Claude <NoReply@Anthropic.com>'],
      'Claude',
    ],
    ['an assistant with its model', ['Assisted-by: Claude:some-model-4 [tool]'], 'Claude'],
    ['an assistant with a note', ['Assisted-by: GitHub Copilot (chat)'], 'Copilot'],
    ['a person of that name', ['Co-authored-by: Claude <claude@example.com>'], undefined],
    ['a person', ['Co-authored-by: Bob <bob@example.com>'], undefined],
    ['a name that only begins so', ['Assisted-by: Claudette'], undefined],
    ['another trailer', ['Reviewed-by: Claude <noreply@anthropic.com>'], undefined],
    ['no trailer', ['no trailer at all', ': x'], undefined],
  ])('by %s', (_, lines, machine) => {
    const [found] = machinesOf(ADA, ADA, trailers(...lines));
    expect(found?.machine).toBe(machine);
    if (found !== undefined) expect(found).toMatchObject({ by: 'trailer', where: 'trailer' });
  });

  it('names each place once, the id before everything else', () => {
    expect(machinesOf(CLAUDE, ADA, trailers('Assisted-by: Claude', 'Assisted-by: Claude'))).toEqual(
      [
        { machine: 'Claude', kind: 'agent', by: 'id', where: 'author' },
        { machine: 'Claude', kind: 'agent', by: 'trailer', where: 'trailer' },
      ],
    );
    expect(machinesOf(person('Claude', 'noreply@anthropic.com'), ADA, [])).toEqual([
      { machine: 'Claude', kind: 'agent', by: 'trailer', where: 'author' },
    ]);
  });

  it('knows what is merged in the browser', () => {
    expect(person('GitHub', 'noreply@github.com').account).toEqual({ login: 'web-flow' });
  });
});

describe('the signature of a commit', () => {
  /** A commit object of our own on top of HEAD, with the lines given after the committer. */
  function commitWith(repo: TestRepository, lines: readonly string[]): void {
    const tree = repo.git('rev-parse', 'HEAD^{tree}');
    const parent = repo.git('rev-parse', 'HEAD');
    const who = 'Ada <ada@example.com> 1767322800 +0000';
    const text = [
      ...[`tree ${tree}`, `parent ${parent}`, `author ${who}`, `committer ${who}`],
      ...lines,
      '',
      'gpgsig -----BEGIN PGP SIGNATURE-----',
      '',
    ].join('\n');
    const id = execFileSync(
      'git',
      ['-C', repo.folder, 'hash-object', '-t', 'commit', '-w', '--stdin'],
      {
        input: text,
        encoding: 'utf8',
      },
    ).trim();
    repo.git('update-ref', 'refs/heads/change', id);
  }

  it.each([
    ['none', []],
    ['openpgp', ['gpgsig -----BEGIN PGP SIGNATURE-----', ' x', ' -----END PGP SIGNATURE-----']],
    ['ssh', ['gpgsig -----BEGIN SSH SIGNATURE-----', ' x']],
    ['x509', ['gpgsig -----BEGIN SIGNED MESSAGE-----', ' x']],
    ['other', ['gpgsig something new']],
    ['none', ['mergetag object 0', ' gpgsig -----BEGIN PGP SIGNATURE-----']],
  ])('is %s for %j', async (signature, lines) => {
    const repo = repository();
    repo.branch('change', { 'a.txt': '1' });
    commitWith(repo, lines);
    const { change } = await collectFacts(gitCommand(repo.folder, process.env), {
      env: {},
      head: 'change',
      base: 'main',
    });
    expect(valueOf(change.commits)?.map((commit) => commit.signature)).toEqual([signature, 'none']);
  });
});
