import type { ReleaseCommands } from '../frame/command.js';

/** Every command: its sentence, and its file, which is read only when it runs. */
export const COMMANDS: ReleaseCommands = {
  version: {
    summary: 'write a version at every place where it stands, and read it back',
    load: async () => (await import('./version.js')).version,
  },
  changelog: {
    summary: 'move [Unreleased] into a section of the version, with what the commits add to it',
    load: async () => (await import('./changelog.js')).changelog,
  },
  notes: {
    summary: 'print the section of a version as the notes of its GitHub release',
    load: async () => (await import('./notes.js')).notes,
  },
  metrics: {
    summary:
      'measure how a release does against its targets: deploys, uptime, errors, p99, adoption',
    load: async () => (await import('./metrics.js')).metrics,
  },
  validate: {
    summary: 'ask every question that a release must answer, and keep the evidence',
    load: async () => (await import('./validate.js')).validate,
  },
  artifacts: {
    summary:
      'build what a release ships from its commit, byte for byte the same wherever it is built',
    load: async () => (await import('./artifacts.js')).artifacts,
  },
};
