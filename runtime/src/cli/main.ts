import { processIo } from './io.js';
import { run } from './run.js';

// The SDK is pinned to a version that runs on every Node of `engines`; its notice about versions to
// come would stand in front of the report.
process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] ??= 'true';
process.exitCode = await run(process.argv.slice(2), processIo());
