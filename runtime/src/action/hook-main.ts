import { processIo } from '../cli/io.js';
import { runHook } from './hook.js';

// See cli/main.ts.
process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] ??= 'true';
process.exitCode = await runHook(process.argv.slice(2), processIo());
