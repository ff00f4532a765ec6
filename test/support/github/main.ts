// The stand-in for GitHub as a process: `node --import tsx test/support/github/main.ts OWNER/NAME BARE`.
// Prints its address, shows the refs of the bare repository, and ends with its standard input.
import { bareRefs } from './bare-refs.js';
import { fakeGitHub } from './fake.js';
import { serve } from './serve.js';

const [name = '', bare = ''] = process.argv.slice(2);
const github = fakeGitHub({ repos: { [name]: { refs: bareRefs(bare) } } });
const { api, close } = await serve(github);
process.stdout.write(`${api}\n`);
process.stdin.resume();
process.stdin.on('end', () => {
  void close().then(() => {
    for (const wrong of github.violations) process.stderr.write(`${wrong}\n`);
    process.exitCode = github.violations.length === 0 ? 0 : 1;
  });
});
