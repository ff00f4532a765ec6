// Runs the practice runbook in a process of its own, which kills itself where it is told to.
import { runRunbook } from '../../../ops/frame/runbook.js';
import { testIo } from '../support/test-io.js';
import { practice, type Trouble } from './practice.js';

const [home = '', trouble = '{}'] = process.argv.slice(2);
const { io } = testIo({ env: { PHASE_MIRROR_HOME: home } });
await runRunbook(practice(JSON.parse(trouble) as Trouble), ['--yes'], io);
