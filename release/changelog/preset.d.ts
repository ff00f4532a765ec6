// The preset has no types of its own; only what is used of it.
declare module 'conventional-changelog-conventionalcommits' {
  import type { ConventionalChangelog } from 'conventional-changelog';

  type ParserOptions = NonNullable<Parameters<ConventionalChangelog['commits']>[1]>;
  export default function createPreset(): { readonly parser: ParserOptions };
}
