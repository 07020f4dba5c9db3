/** Lists and objects within one another: our files have six, and what walks through ten thousand runs out of stack. */
const DEEPEST = 100;

/**
 * JSON from a file that may be anybody's, as `JSON.parse` reads it.
 *
 * @throws SyntaxError where it is none, or deeper than any of our files.
 */
export function parseJson(text: string): unknown {
  let depth = 0;
  let quoted = false;
  for (let at = 0; at < text.length; at++) {
    const character = text[at];
    if (quoted) {
      if (character === "\\") at++;
      else if (character === '"') quoted = false;
    } else if (character === '"') quoted = true;
    else if (character === "[" || character === "{") {
      if (++depth > DEEPEST) throw new SyntaxError(`Lists and objects within one another, more than ${DEEPEST}`);
    } else if (character === "]" || character === "}") depth--;
  }
  return JSON.parse(text);
}
