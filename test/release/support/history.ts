import { repository, type TestRepository } from '../../support/repository.js';

/** Commits nothing with a message, and answers the commit's id. */
export const commit = (repo: TestRepository, message: string): string => {
  repo.git('commit', '--quiet', '--allow-empty', '-m', message);
  return repo.git('rev-parse', 'HEAD');
};

/** A repository released as 0.1.0, with commits of every sort since. */
export function project(): TestRepository {
  const repo = repository({
    'CHANGELOG.md':
      '# Changelog\n\n## [Unreleased]\n\n### Added\n\n- By hand (#12)\n\n## [0.1.0] - 2026-01-01\n\n- first\n',
  });
  repo.git('tag', 'v0.1.0');
  // Sorts above v0.1.0 as a word, and is no release.
  repo.git('tag', 'w1');
  commit(repo, 'feat(api): by hand (#12)');
  commit(repo, 'fix: a crash\n\nCloses #7');
  commit(
    repo,
    'feat(wire)!: a new wire\n\nBREAKING CHANGE: call connect() first\nand close() last',
  );
  commit(repo, 'docs: words');
  commit(repo, 'test: more');
  commit(repo, 'wip');
  const gone = commit(repo, 'feat: gone again');
  commit(repo, `Revert "feat: gone again"\n\nThis reverts commit ${gone}.`);
  commit(repo, 'security: a hole');
  commit(repo, 'FEAT: shouted');
  return repo;
}
