import { visible } from '../printable.js';

const ENTITIES = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' } as const;

/** Text for an element or a quoted attribute, without characters that a reader does not see. */
export function html(text: string): string {
  return visible(text).replace(
    /[&<>"']/g,
    (character) => ENTITIES[character as keyof typeof ENTITIES],
  );
}

/** A code span. */
export function code(text: string): string {
  return `<code>${html(text)}</code>`;
}

/** A sentence; what stands in backticks is a code span. */
export function prose(text: string): string {
  return html(text).replace(/`([^`]+)`/g, '<code>$1</code>');
}
