import { EventEmitter } from 'node:events';
import { describe, expect, it } from '@jest/globals';
import { abortOnSignals } from '../../../ops/frame/signals.js';

function scene(): {
  source: EventEmitter;
  said: string[];
  exits: number[];
  signal: AbortSignal;
  wait: (ms: number) => void;
} {
  const source = new EventEmitter();
  const said: string[] = [];
  const exits: number[] = [];
  let now = 0;
  const signal = abortOnSignals(
    source,
    (line) => said.push(line),
    (code) => exits.push(code),
    () => now,
  );
  return { source, said, exits, signal, wait: (ms) => (now += ms) };
}

describe('signals', () => {
  it.each(['SIGINT', 'SIGTERM'])('the first %s aborts and says so', (name) => {
    const { source, said, exits, signal } = scene();
    source.emit(name);
    expect(signal.aborted).toBe(true);
    expect(said).toHaveLength(1);
    expect(exits).toEqual([]);
  });

  it('takes the copy that npm forwards for the same keystroke', () => {
    const { source, exits, wait } = scene();
    source.emit('SIGINT');
    wait(20);
    source.emit('SIGINT');
    expect(exits).toEqual([]);
  });

  it('the second keystroke ends everything with 130', () => {
    const { source, exits, wait } = scene();
    source.emit('SIGINT');
    wait(1_500);
    source.emit('SIGINT');
    expect(exits).toEqual([130]);
  });
});
