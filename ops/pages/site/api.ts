import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  Application,
  DefaultTheme,
  DefaultThemeRenderContext,
  JSX,
  type PageEvent,
  type Renderer,
} from 'typedoc';
import { apiContent } from './api-content.js';
import type { Rendered } from './markdown.js';

const RUNTIME = fileURLToPath(new URL('../../../runtime/', import.meta.url));

/** One page of the reference, to be framed like every other page. */
export interface ApiPage {
  /** Path on the site, `api/functions/index.evaluate.html`. */
  readonly path: string;
  /** What it describes, as the navigation names it. */
  readonly name: string;
  readonly rendered: Rendered;
}

/** The reference of the package's public surface, in the sources' own words; its first page is the first. */
export async function apiReference(): Promise<readonly ApiPage[]> {
  const app = await Application.bootstrap({
    name: '@phase-mirror/runtime',
    entryPoints: [`${RUNTIME}src/index.ts`, `${RUNTIME}src/names/index.ts`],
    tsconfig: `${RUNTIME}tsconfig.build.json`,
    readme: 'none',
    // `npm run types` checks them.
    skipErrorChecking: true,
    // What is named by the surface and no part of it is described where it is used.
    excludeExternals: true,
    excludeInternal: true,
    validation: { notExported: false, invalidLink: true, invalidPath: true },
    // Equal sources have equal bytes, wherever and whenever they are built.
    disableGit: true,
    disableSources: true,
    hideGenerator: true,
    includeHierarchySummary: false,
    // What an overview says of each symbol.
    useFirstParagraphOfCommentAsSummary: true,
    sort: ['kind', 'alphabetical'],
    logLevel: 'Warn',
  });
  const pages: ApiPage[] = [];
  // Only what stands between typedoc's frame is kept: its pages have no main part, need their script to be
  // walked, and put links into the controls that fold their parts.
  class Content extends DefaultTheme {
    constructor(renderer: Renderer) {
      super(renderer);
      this.ContextClass = Parts;
      this.defaultLayoutTemplate = (event, template) => {
        const content = template(event);
        const header = JSX.renderElement(this.getRenderContext(event).header(event));
        const body = typeof content === 'string' ? content : JSX.renderElement(content);
        pages.push(pageOf(event, `${header}${body}`));
        return NOTHING;
      };
    }
  }
  app.renderer.defineTheme('content', Content);
  app.options.setValue('theme', 'content');
  const project = await app.convert();
  if (project === undefined) throw new Error('typedoc could not read the package');
  const unused = await mkdtemp(join(tmpdir(), 'phase-mirror-api-'));
  try {
    await app.generateDocs(project, unused);
  } finally {
    await rm(unused, { recursive: true });
  }
  return pages.sort((a, b) => rank(a) - rank(b) || (a.path < b.path ? -1 : 1));
}

const NOTHING = JSX.createElement(JSX.Fragment, null);

/** Without the list of members at its beginning: a page of this site has it at its side. */
class Parts extends DefaultThemeRenderContext {
  override index = (): JSX.Element => NOTHING;
}

const rank = ({ path }: ApiPage): number => (path === 'api/index.html' ? 0 : 1);

function pageOf({ url, model }: PageEvent, content: string): ApiPage {
  const { name } = model as { readonly name: string };
  return { path: `api/${url}`, name, rendered: apiContent(content) };
}
