import { acknowledgements } from './acknowledgements.js';
import { architecture } from './architecture.js';
import { documentation } from './documentation.js';
import { knownIssues } from './known-issues.js';
import { migration } from './migration.js';
import { overview } from './overview.js';
import { performanceTable } from './performance.js';
import { quickStart } from './quick-start.js';
import { securityPosture } from './security.js';
import type { ReleaseMaterial, ReleaseSection } from './section.js';

/** The sections of a release, in the order in which they are read. */
const SECTIONS: readonly ReleaseSection[] = [
  overview,
  architecture,
  migration,
  knownIssues,
  performanceTable,
  securityPosture,
  quickStart,
  documentation,
  acknowledgements,
];

export interface ReleaseSections {
  /** Markdown above what people wrote; undefined where nothing could be said. */
  readonly before?: string;
  /** Markdown below it. */
  readonly after?: string;
  /** Titles of what was written. */
  readonly written: readonly string[];
  readonly leftOut: readonly { readonly title: string; readonly why: string }[];
}

/** Writes what can be said of this release; a section that nothing stands behind is left out. */
export async function releaseSections(material: ReleaseMaterial): Promise<ReleaseSections> {
  const all = await Promise.all(
    SECTIONS.map(async (section) => ({ ...section, written: await section.write(material) })),
  );
  const at = (place: ReleaseSection['place']): string =>
    all
      .flatMap((one) =>
        one.place === place && 'text' in one.written
          ? [`### ${one.title}\n\n${one.written.text}`]
          : [],
      )
      .join('\n\n');
  const [before, after] = [at('above'), at('below')];
  return {
    ...(before === '' ? {} : { before }),
    ...(after === '' ? {} : { after }),
    written: all.flatMap(({ title, written }) => ('text' in written ? [title] : [])),
    leftOut: all.flatMap(({ title, written }) =>
      'leftOut' in written ? [{ title, why: written.leftOut }] : [],
    ),
  };
}
