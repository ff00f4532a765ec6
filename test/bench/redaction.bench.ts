import { KeyRing } from '../../runtime/src/privacy/key-ring.js';
import { redactor } from '../../runtime/src/privacy/index.js';
import { measureInTurns, type Bench, type Measurement } from './bench.js';
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
  return measureInTurns(
    [
      { name: `64 KB: ${name}`, baseline: true, samples: 10, warmup: 3, work: () => redact(text) },
      { name: `512 KB: ${name}`, work: () => redact(longer) },
    ],
    'work',
  );
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
    const reading = (): number => {
      let sum = 0;
      for (let i = 0; i < log.length; i += 1) sum += log.charCodeAt(i);
      return sum;
    };
    // By work: 10 ms without an interruption are hard to have on a shared machine.
    const measured = [
      ...(await measureInTurns(
        [
          { name: 'reading 1 MB', baseline: true, samples: 60, work: reading },
          { name: 'a log of 1 MB', work: () => redact(log) },
        ],
        'work',
      )),
    ];
    for (const [name, make] of ADVERSARIAL) measured.push(...(await adversarial(name, make)));
    return measured;
  },
};
