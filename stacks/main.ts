/** The app of cdktf.json. */
import { synthesise } from './synthesise.js';

process.exitCode = synthesise(process.env, process.stderr);
