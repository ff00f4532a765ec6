import { runtimeError } from '../errors/index.js';
import type { Git } from '../facts/index.js';
import type { Release } from './mission.js';

const FORMAT = '%(refname:short)%09%(creatordate:unix)%09%(objectname:short=12)%09%(*objectname)';
const VERSION_TAG = /^v\d+\.\d+\.\d+(?:-[0-9A-Za-z.-]+)?$/;

/** The newest version tag of a repository. Throws PM-2002 when git fails, PM-1002 when there is none. */
export async function lastRelease(git: Git): Promise<Release> {
  const args = ['for-each-ref', '--sort=-creatordate', `--format=${FORMAT}`, 'refs/tags/v*'];
  const { code, stdout, stderr } = await git.run(args);
  if (code !== 0) {
    throw runtimeError('PM-2002', { what: `git for-each-ref in ${git.folder}`, why: stderr });
  }
  for (const line of stdout.toString('utf8').split('\n')) {
    const [tag = '', seconds = '', own = '', tagged = ''] = line.split('\t');
    if (!VERSION_TAG.test(tag)) continue;
    const commit = (tagged || own).slice(0, 12);
    return { tag, commit, at: new Date(Number(seconds) * 1000).toISOString() };
  }
  throw runtimeError('PM-1002', {
    what: `the last release in ${git.folder}`,
    why: 'the repository has no tag of the form v1.2.3',
    remedy: 'Name the clone of what is released: `--repo DIR`; fetch its tags: `git fetch --tags`.',
  });
}
