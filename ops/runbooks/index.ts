import type { Runbooks } from '../frame/command.js';

/** Every runbook: its sentence, and its file, which is read only when it runs. */
export const RUNBOOKS: Runbooks = {};
