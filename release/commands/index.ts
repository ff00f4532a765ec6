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
  announce: {
    summary: 'write drafts of the announcements, for chat, mail and a post; nothing is sent',
    load: async () => (await import('./announce.js')).announce,
  },
  incident: {
    summary:
      'write an incident report and a post-mortem, filled with what is on record of a release',
    load: async () => (await import('./incident.js')).incident,
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
  plan: {
    summary: 'print the steps of a release in order, each with its reverse; nothing is written',
    load: async () => (await import('./plan.js')).plan,
  },
  run: {
    summary:
      'release a version, from its validation to its end; one confirmation quotes the version',
    load: async () => (await import('./run.js')).run,
  },
  rehearse: {
    summary:
      'release a version and take it back, in a clone to throw away; nothing may be left over',
    load: async () => (await import('./rehearse.js')).rehearse,
  },
  resume: {
    summary: 'go on with a release that stopped on its way: look at the world, do what is missing',
    load: async () => (await import('./resume.js')).resume,
  },
  status: {
    summary:
      'look at the world: which steps of a release are done, which are not, what is in the way',
    load: async () => (await import('./status.js')).status,
  },
  rollback: {
    summary:
      'take a release back to where it began; what GitHub made immutable is followed instead',
    load: async () => (await import('./rollback.js')).rollback,
  },
  tag: {
    summary: 'tag the release commit at HEAD with a message that is made, and push branch and tag',
    load: async () => (await import('./tag.js')).tag,
  },
  publish: {
    summary: 'build what a tag ships, upload it to a draft on GitHub, compare digests, publish',
    load: async () => (await import('./publish.js')).publish,
  },
  tracker: {
    summary: 'show how far the days of work are, or tick one or a box of it',
    load: async () => (await import('./tracker.js')).tracker,
  },
};
