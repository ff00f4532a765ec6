export { environmentIo, localAwsEnv, localIo } from './environment.js';
export { forgetOtherInstances, instanceId } from './leftovers.js';
export { ensureLocalAws, type EnsureOptions, type Ensured } from './start.js';
export { findLocalAws, localAwsFiles, runningLocalAws, type LocalAws } from './state.js';
export { stopLocalAws } from './stop.js';
