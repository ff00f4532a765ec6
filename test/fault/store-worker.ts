/**
 * A process of its own for the tests that kill and race: `node --import tsx store-worker.ts JOB…`.
 * Its store is what the environment chooses, as in real use.
 */
import { PROJECT } from '../../runtime/src/names/index.js';
import { openStores } from '../../runtime/src/stores/index.js';
import { sampleEvents, testClock } from '../contract/samples.js';

const [job, ...words] = process.argv.slice(2);
const stores = await openStores({
  scope: {
    project: PROJECT,
    environment: 'local',
    account: '123456789012',
    region: 'eu-central-1',
  },
  env: process.env,
  // The samples' own time, so that nothing is ever expired.
  clock: testClock(),
  aws: {
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    // Eight processes and an emulator share two cores.
    patience: { attempts: 5, answerMs: 30_000, deadlineMs: 60_000 },
  },
});
switch (job ?? '') {
  case 'increment': {
    const [rule = '', worker = '', times = ''] = words;
    const key = { rule, repository: 'octo/race', hour: '2026-11-22T12' };
    for (let i = 0; i < Number(times); i += 1) await stores.blocks.add([key], `${worker}-${i}`);
    break;
  }
  case 'record': {
    const [rule = '', count = '', size = ''] = words;
    const events = sampleEvents(rule, Number(count));
    process.stdout.write('recording\n');
    for (let at = 0; at < events.length; at += Number(size)) {
      await stores.fp.recordEvents(events.slice(at, at + Number(size)));
      process.stdout.write(`${at}\n`);
    }
    break;
  }
  case 'secret': {
    const [kind = ''] = words;
    const [secret] = await stores.parameters.secrets(kind as 'nonce');
    // Only whether processes agree matters, so only the end is told.
    process.stdout.write(`${String(secret?.value.slice(-8))}\n`);
    break;
  }
  default:
    throw new Error(`no job ${String(job)}`);
}
stores.close();
