import { describe, expect, it } from '@jest/globals';
import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { spool, type Spooled } from '../../../runtime/src/stores/spool.js';
import { sampleEvent } from '../../contract/samples.js';

async function scene(work: (folder: string) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'phase-mirror-spool-'));
  try {
    await work(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const events: Spooled = { kind: 'events', events: [sampleEvent({ rule: 'MD-001' })] };
const blocks: Spooled = {
  kind: 'blocks',
  keys: [{ rule: 'MD-001', repository: 'octo/a', hour: '2026-11-22T12' }],
  runId: 'run-1',
};

describe('the spool', () => {
  it('gives the next run what this one could not store, once', () =>
    scene(async (folder) => {
      const file = join(folder, 'state', 'local.spool');
      await spool(file).add(events);
      await spool(file).add(blocks);
      expect(statSync(file).mode & 0o777).toBe(0o600);
      const sent: Spooled[] = [];
      const next = spool(file);
      expect(await next.drain((entry) => Promise.resolve(sent.push(entry)))).toEqual({
        sent: 2,
        kept: 0,
        unreadable: 0,
      });
      expect(sent).toEqual([events, blocks]);
      expect(await next.drain(() => Promise.reject(new Error('never asked')))).toMatchObject({
        sent: 0,
      });
      expect(readdirSync(join(folder, 'state'))).toEqual([]);
    }));

  it('keeps what fails again', () =>
    scene(async (folder) => {
      const it = spool(join(folder, 'local.spool'));
      await it.add(events);
      await it.add(blocks);
      const failing = (entry: Spooled): Promise<void> =>
        entry.kind === 'events' ? Promise.reject(new Error('down')) : Promise.resolve();
      expect(await it.drain(failing)).toEqual({ sent: 1, kept: 1, unreadable: 0 });
      const sent: Spooled[] = [];
      await it.drain((entry) => Promise.resolve(sent.push(entry)));
      expect(sent).toEqual([events]);
    }));

  it('leaves out a line that a dying process tore, and sends the others', () =>
    scene(async (folder) => {
      const file = join(folder, 'local.spool');
      const it = spool(file);
      await it.add(events);
      writeFileSync(file, `${readFileSync(file, 'utf8')}{"kind":"bl\nnull\n{"kind":"other"}\n`);
      expect(await it.drain(() => Promise.resolve())).toEqual({ sent: 1, kept: 0, unreadable: 3 });
    }));

  it('sends what a run had claimed that is no longer alive', () =>
    scene(async (folder) => {
      const file = join(folder, 'local.spool');
      const orphan = `${file}.999999999-abcdef.sending`;
      writeFileSync(orphan, `${JSON.stringify(blocks)}\n`);
      const alive = `${file}.${process.ppid}-abcdef.sending`;
      writeFileSync(alive, `${JSON.stringify(events)}\n`);
      const sent: Spooled[] = [];
      await spool(file).drain((entry) => Promise.resolve(sent.push(entry)));
      expect(sent).toEqual([blocks]);
      expect(existsSync(alive)).toBe(true);
    }));

  it('lets two runs at once send each entry once', () =>
    scene(async (folder) => {
      const file = join(folder, 'local.spool');
      for (let i = 0; i < 20; i += 1) await spool(file).add({ ...blocks, runId: `run-${i}` });
      const sent: string[] = [];
      const send = (entry: Spooled): Promise<unknown> =>
        Promise.resolve(sent.push(entry.kind === 'blocks' ? entry.runId : ''));
      await Promise.all([spool(file).drain(send), spool(file).drain(send)]);
      expect(sent.sort()).toEqual(Array.from({ length: 20 }, (_, i) => `run-${i}`).sort());
    }));
});
