import { describe, expect, it } from '@jest/globals';
import { reachOf } from '../../../../runtime/src/facts/workflows/starts.js';
import { parsed } from './names.js';

/** Reach of the first trigger of `on` for the branch main: pull request, merge group, filtered. */
function reach(on: string): readonly [string, string, boolean] {
  const [trigger] = parsed(`on: ${on}\njobs: {a: {runs-on: x}}\n`).triggers;
  if (trigger === undefined) throw new Error('no trigger');
  const { pullRequest, mergeGroup, filtered } = reachOf(trigger, 'main');
  return [pullRequest, mergeGroup, filtered];
}

describe('what a trigger reaches', () => {
  it.each([
    ['pull_request', ['yes', 'no', false]],
    ['[pull_request]', ['yes', 'no', false]],
    ['pull_request_target', ['yes', 'no', false]],
    ['{pull_request: {branches: [main]}}', ['yes', 'no', false]],
    ['{pull_request: {branches: "m*"}}', ['yes', 'no', false]],
    ['{pull_request: {branches: [dev]}}', ['no', 'no', true]],
    ['{pull_request: {branches: ["**", "!main"]}}', ['no', 'no', true]],
    ['{pull_request: {branches-ignore: [main]}}', ['no', 'no', true]],
    ['{pull_request: {branches-ignore: [dev]}}', ['yes', 'no', false]],
    ['{pull_request: {paths: [src/**]}}', ['yes', 'no', false]],
    ['{pull_request: {types: [labeled]}}', ['yes', 'no', false]],
    ['merge_group', ['no', 'yes', false]],
    ['{merge_group: {branches: [dev]}}', ['no', 'no', true]],
    ['push', ['yes', 'yes', false]],
    ['{push: {branches: [main]}}', ['no', 'no', true]],
    ['{push: {branches: ["main", "feature/**"]}}', ['yes', 'no', false]],
    ['{push: {branches: ["gh-readonly-queue/**"]}}', ['yes', 'yes', false]],
    ['{push: {branches-ignore: ["gh-readonly-queue/**"]}}', ['yes', 'no', false]],
    ['{push: {branches-ignore: ["**"]}}', ['no', 'no', true]],
    ['{push: {tags: ["v*"]}}', ['no', 'no', false]],
    ['{push: {tags: ["v*"], branches: ["**"]}}', ['yes', 'yes', false]],
    ['workflow_dispatch', ['by-hand', 'no', false]],
    ['{schedule: [{cron: "0 0 * * *"}]}', ['no', 'no', false]],
    ['issue_comment', ['no', 'no', false]],
  ] as const)('on: %s', (on, expected) => {
    expect(reach(on)).toEqual(expected);
  });
});
