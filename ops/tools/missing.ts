import type { PhaseMirrorError } from '../../runtime/src/errors/index.js';
import { opsError } from '../errors.js';
import { PLATFORM_TITLES, PLATFORMS, type ToolFound, type ToolSpec } from './catalogue.js';

/** How to install a tool, a line a platform. */
export function installLines(tool: ToolSpec): readonly string[] {
  const width = Math.max(...PLATFORMS.map((platform) => PLATFORM_TITLES[platform].length));
  return PLATFORMS.map(
    (platform) => `${PLATFORM_TITLES[platform].padEnd(width)}  ${tool.install[platform]}`,
  );
}

/** What is wrong with a tool, as the rest of a sentence about it; undefined when nothing is. */
export function complaint({
  tool,
  state,
  version,
  path,
  needs,
  note,
}: ToolFound): string | undefined {
  const where = path === undefined ? '' : ` (${path})`;
  switch (state) {
    case 'ok':
      return undefined;
    case 'missing':
      return `is not installed: ${tool.why}`;
    case 'too old': {
      if (needs !== undefined) return `${version ?? ''}${where} does not do; ${needs} is needed`;
      const reason = tool.minimumWhy === undefined ? '' : `: ${tool.minimumWhy}`;
      return `${version ?? ''}${where} is too old; ${tool.minimum ?? ''} or newer is needed${reason}`;
    }
    case 'broken':
      return `does not run${where}${note === undefined ? '' : `: ${note}`}`;
  }
}

/** PM-7001 for everything that is missing at once, so that a person installs once, not three times. */
export function missingTools(found: readonly ToolFound[]): PhaseMirrorError | undefined {
  const wanting = found.filter(({ state }) => state !== 'ok');
  if (wanting.length === 0) return undefined;
  const install = wanting.flatMap(({ tool }) => [
    `${tool.title}:`,
    ...installLines(tool).map((line) => `  ${line}`),
  ]);
  return opsError('PM-7001', {
    what: wanting.map(({ tool }) => tool.title).join(', '),
    why: wanting.map((one) => `${one.tool.title} ${complaint(one) ?? ''}`).join('; '),
    remedy: [
      'install what is missing:',
      ...install.map((line) => `    ${line}`),
      '  Without it, `npx phase-mirror check` judges a repository with Node alone.',
    ].join('\n'),
  });
}
