import type { Steps } from '../../ops/frame/steps.js';

/** The lines of a command that is a step of another one: each a little to the right. */
export function inside(talk: Steps): Steps {
  const right = (text: string): string => text.replace(/^/gm, '  ');
  return {
    done: talk.done,
    async run(title, work) {
      const result = await work();
      talk.say(right(title));
      return result;
    },
    skip: (title, reason) => talk.say(right(`${title}: left out, ${reason}`)),
    say: (text) => talk.say(right(text)),
  };
}
