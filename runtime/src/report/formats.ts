import { renderAnnotations } from './annotations.js';
import { renderHtml, type HtmlOptions } from './html/page.js';
import { renderJson } from './json.js';
import { renderJunit } from './junit.js';
import { renderMarkdown } from './markdown.js';
import type { Report } from './report.js';
import { renderSarif } from './sarif.js';
import { renderTerminal } from './terminal.js';

/** What a report can be written as. */
export const FORMATS = [
  'terminal',
  'json',
  'sarif',
  'junit',
  'markdown',
  'html',
  'github',
] as const;
export type Format = (typeof FORMATS)[number];

export interface RenderOptions extends HtmlOptions {
  /** Of the terminal report; no other format has colours of a terminal. */
  readonly colour?: boolean;
}

/** Pure: equal reports have equal bytes, in any locale and time zone. */
export function renderReport(report: Report, format: Format, options: RenderOptions = {}): string {
  return RENDERERS[format](report, options);
}

const RENDERERS: Readonly<Record<Format, (report: Report, options: RenderOptions) => string>> = {
  terminal: (report, { colour = false }) => renderTerminal(report, { colour }),
  json: renderJson,
  sarif: renderSarif,
  junit: renderJunit,
  markdown: renderMarkdown,
  html: renderHtml,
  github: renderAnnotations,
};

const EXTENSIONS: Readonly<Record<string, Format>> = {
  txt: 'terminal',
  json: 'json',
  sarif: 'sarif',
  xml: 'junit',
  md: 'markdown',
  html: 'html',
  htm: 'html',
};

/** The format that a file name asks for by its extension. */
export function formatOfFile(file: string): Format | undefined {
  const extension = /\.([A-Za-z]+)$/.exec(file)?.[1]?.toLowerCase() ?? '';
  return Object.hasOwn(EXTENSIONS, extension) ? EXTENSIONS[extension] : undefined;
}
