import type { Runbooks } from '../frame/command.js';

/** Every runbook: its sentence, and its file, which is read only when it runs. */
export const RUNBOOKS: Runbooks = {
  up: {
    summary: 'make a governed environment on a local AWS and judge two changes with it',
    load: async () => (await import('./up.js')).up,
  },
  down: {
    summary: 'destroy the local environment with Terraform and stop the local AWS, by its pid',
    load: async () => (await import('./down.js')).down,
  },
  status: {
    summary: 'say what is up: the local AWS, the stacks deployed, the last decisions',
    load: async () => (await import('./status.js')).status,
  },
  doctor: {
    summary: 'say which tools, settings and endpoints are in force and what is missing',
    load: async () => (await import('./doctor.js')).doctor,
  },
  bootstrap: {
    summary: 'make the state backend and the workspaces of an environment; goes on after a kill',
    load: async () => (await import('./bootstrap.js')).bootstrap,
  },
  deploy: {
    summary: 'plan every stack, review, apply exactly those plans, verify',
    load: async () => (await import('./deploy.js')).deploy,
  },
  verify: {
    summary:
      'check every promise of the architecture against the live environment; changes nothing',
    load: async () => (await import('./verify.js')).verify,
  },
  smoke: {
    summary: 'play the scenario table on an environment and measure it, in seconds; leaves nothing',
    load: async () => (await import('./smoke.js')).smoke,
  },
  e2e: {
    summary: 'the smoke with more samples, and the examples judged by the command that CI runs',
    load: async () => (await import('./e2e.js')).e2e,
  },
  alarms: {
    summary: 'list the alarms by state; test that each rings and tells its topic',
    load: async () => (await import('./alarms.js')).alarms,
  },
  monitor: {
    summary: 'watch alarms, metrics and uptime for a while; exit 1 when something was breached',
    load: async () => (await import('./monitor.js')).monitor,
  },
  labels: {
    summary: 'create and update the label set of repositories on GitHub; report labels beyond it',
    load: async () => (await import('./labels.js')).labels,
  },
  nonce: {
    summary:
      'the redaction nonce: status, rotate, retire, revoke, rollback; values are never shown',
    load: async () => (await import('./nonce.js')).nonce,
  },
  salt: {
    summary: 'the salt of organisation ids: status, rotate, retire, revoke, rollback; no values',
    load: async () => (await import('./salt.js')).salt,
  },
  backup: {
    summary: 'say what protects the tables, rehearse a restore, restore a table',
    load: async () => (await import('./backup.js')).backup,
  },
  state: {
    summary: 'list, compare and restore versions of a Terraform state; release a dead lock',
    load: async () => (await import('./state.js')).state,
  },
  baseline: {
    summary: 'capture, publish, show, compare and restore the accepted facts of a branch',
    load: async () => (await import('./baseline.js')).baseline,
  },
  codeowners: {
    summary: 'check the owners that CODEOWNERS names; replace placeholders by real ones',
    load: async () => (await import('./codeowners.js')).codeowners,
  },
  limits: {
    summary: 'compare the account’s quotas with what is used and what a deploy adds; warn at 80 %',
    load: async () => (await import('./limits.js')).limits,
  },
  logs: {
    summary: 'follow the application log group; Ctrl-C ends it',
    load: async () => (await import('./logs.js')).logs,
  },
  'production-checklist': {
    summary: 'the questions before production: each answered by a command, or ticked by a person',
    load: async () => (await import('./production-checklist.js')).productionChecklist,
  },
  drift: {
    summary:
      'compare repository and infrastructure with what was accepted; keep one issue about it',
    load: async () => (await import('./drift.js')).drift,
  },
};
