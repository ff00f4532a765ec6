import type { Parts } from './site.js';

/** The parts that are meant when nobody brings others; read when a command runs. */
export const theParts = async (): Promise<Parts> => (await import('./real-parts.js')).PARTS;
