// Loaded before everything else (NODE_OPTIONS=--import=…/days-later.js?days=N): the process, and every one
// that it starts, lives N days from now. Grace periods end that way.
const days = Number(new URL(import.meta.url).searchParams.get('days'));
if (!Number.isFinite(days)) throw new Error(`no ?days=N: ${import.meta.url}`);
const Present = globalThis.Date;
const now = () => Present.now() + days * 86_400_000;

globalThis.Date = class extends Present {
  constructor(...given) {
    if (given.length === 0) super(now());
    else super(...given);
  }
  static now() {
    return now();
  }
};
