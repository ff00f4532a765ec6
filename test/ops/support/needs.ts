import { describe, it } from '@jest/globals';
import { detectTools } from '../../../ops/tools/detect.js';
import { findPython } from '../../../ops/tools/python.js';
import { testIo } from './test-io.js';

const { io } = testIo({ env: process.env });
// On a machine that has to run every test, a missing tool fails them; it never hides them.
const all = process.env['CI'] === 'true';
const emulator = (await findPython(io))?.ready === true;
const [terraform] = await detectTools(io, ['terraform']);
const upRuns = emulator && terraform?.state === 'ok';

/** `describe` for what starts a real local AWS: skipped where Python has no emulator. */
export const describeWithEmulator = emulator || all ? describe : describe.skip;

/** `it` for what needs everything that `npm run up` needs. */
export const itWithEverything = upRuns || all ? it : it.skip;
