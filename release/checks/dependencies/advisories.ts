import { z } from 'zod';
import type { Answer, Check } from '../check.js';

/** The part of `npm audit --json` that counts; an answer without it is no answer. */
const REPORT = z.object({
  metadata: z.object({
    vulnerabilities: z.object({ high: z.number(), critical: z.number(), total: z.number() }),
  }),
  vulnerabilities: z.record(
    z.string(),
    z.object({
      name: z.string(),
      severity: z.string(),
      via: z.array(
        z.union([z.string(), z.object({ url: z.string().optional(), severity: z.string() })]),
      ),
    }),
  ),
});

export const advisories: Check = {
  id: 'dependencies/advisories',
  category: 'dependencies',
  question: 'Is no advisory of high or critical severity open against a dependency?',
  remedy: 'Update the packages named, or waive each advisory with an owner, a reason and a date.',
  async examine({ run }) {
    // Its exit code says that something was found, and also that nothing was asked.
    const { stdout, output } = await run('npm', ['audit', '--json']);
    let answer: unknown;
    try {
      answer = JSON.parse(stdout);
    } catch {
      const said = output.trim().slice(0, 200);
      return { outcome: 'could-not-run', why: `npm audit answered no JSON: ${said}` };
    }
    const report = REPORT.safeParse(answer);
    if (report.success) return judge(report.data);
    return { outcome: 'could-not-run', why: `the registry gave no audit: ${saidIn(answer)}` };
  },
};

function saidIn(answer: unknown): string {
  const { message, error } = (answer ?? {}) as {
    readonly message?: unknown;
    readonly error?: { readonly summary?: unknown };
  };
  const said = [message, error?.summary].find((one) => typeof one === 'string' && one !== '');
  return typeof said === 'string' ? said.slice(0, 200) : 'an answer without counts';
}

function judge({ metadata, vulnerabilities }: z.infer<typeof REPORT>): Answer {
  const { high, critical, total } = metadata.vulnerabilities;
  if (high + critical === 0)
    return { outcome: 'pass', why: `none of ${total} is high or critical` };
  const severe = Object.values(vulnerabilities).flatMap(({ name, via }) =>
    via.flatMap((advisory) =>
      typeof advisory !== 'string' && /^(high|critical)$/.test(advisory.severity)
        ? [advisory.url?.split('/').at(-1) ?? name]
        : [],
    ),
  );
  const subjects = [...new Set(severe)].sort();
  return {
    outcome: 'fail',
    why: `${critical} critical, ${high} high: ${subjects.join(', ')}`,
    subjects,
  };
}
