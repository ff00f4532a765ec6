import type { Runbooks } from '../frame/command.js';

/** Every runbook: its sentence, and its file, which is read only when it runs. */
export const RUNBOOKS: Runbooks = {
  bootstrap: {
    summary: 'make the state backend and the workspaces of an environment; goes on after a kill',
    load: async () => (await import('./bootstrap.js')).bootstrap,
  },
  deploy: {
    summary: 'plan every stack, review, apply exactly those plans, verify',
    load: async () => (await import('./deploy.js')).deploy,
  },
};
