import { KeyRing } from '../../runtime/src/privacy/key-ring.js';
import { redactor } from '../../runtime/src/privacy/index.js';
import { measure, type Bench, type Case } from './bench.js';
import { ADVERSARIAL, realisticLog } from './redaction-inputs.js';

const MB = 1_000_000;
const KB_64 = 65_536;

const ring = new KeyRing([
  { version: 1, issuedAt: 0, expiresAt: Infinity, key: Buffer.alloc(32, 7) },
]);

/** A fresh redactor each time: no token of an earlier call is known. */
const redact = (text: string): number => redactor(ring).text(text).length;

const adversarial = (): Case[] =>
  ADVERSARIAL.map(([name, make]) => {
    const text = make(KB_64);
    return {
      name: `64 KB: ${name}`,
      samples: 40,
      warmup: 5,
      minimumMs: 0,
      work: () => redact(text),
    };
  });

export const bench: Bench = {
  name: 'redaction',
  targets: [
    // 100 MB/s and more.
    { case: 'a log of 1 MB', statistic: 'median', atMost: 10 },
    ...ADVERSARIAL.map(([name]) => ({
      case: `64 KB: ${name}`,
      statistic: 'median' as const,
      atMost: 10,
    })),
  ],
  run() {
    const log = realisticLog(MB);
    return measure([
      {
        name: 'reading 1 MB',
        baseline: true,
        work: () => {
          let sum = 0;
          for (let i = 0; i < log.length; i += 1) sum += log.charCodeAt(i);
          return sum;
        },
      },
      { name: 'a log of 1 MB', work: () => redact(log) },
      ...adversarial(),
    ]);
  },
};
