import { KeyRing } from '../../runtime/src/privacy/key-ring.js';
import { redactor } from '../../runtime/src/privacy/index.js';
import { measure, measureInTurns, type Bench, type Measurement } from './bench.js';
import { ADVERSARIAL, realisticLog } from './redaction-inputs.js';

const MB = 1_000_000;
const KB_64 = 65_536;

const ring = new KeyRing([
  { version: 1, issuedAt: 0, expiresAt: Infinity, key: Buffer.alloc(32, 7) },
]);

/** A fresh redactor each time: no token of an earlier call is known. */
const redact = (text: string): number => redactor(ring).text(text).length;

/** An input and eight times of it, in turns. */
const adversarial = (
  name: string,
  make: (bytes: number) => string,
): Promise<readonly Measurement[]> => {
  const [text, longer] = [make(KB_64), make(8 * KB_64)];
  return measureInTurns([
    { name: `64 KB: ${name}`, baseline: true, samples: 20, warmup: 5, work: () => redact(text) },
    { name: `512 KB: ${name}`, work: () => redact(longer) },
  ]);
};

export const bench: Bench = {
  name: 'redaction',
  targets: [
    // 100 MB/s and more.
    { case: 'a log of 1 MB', statistic: 'median', atMost: 10 },
    ...ADVERSARIAL.flatMap(([name]) => [
      { case: `64 KB: ${name}`, statistic: 'median' as const, atMost: 10 },
      // Linear is 8, quadratic 64.
      { case: `512 KB: ${name}`, statistic: 'ratio' as const, atMost: 16 },
    ]),
  ],
  async run() {
    const log = realisticLog(MB);
    const measured = [
      ...(await measure([
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
      ])),
    ];
    for (const [name, make] of ADVERSARIAL) measured.push(...(await adversarial(name, make)));
    return measured;
  },
};
