/** Text from a document made safe to show: what could hide, reorder or command is spelled out. */

/**
 * Control characters (which drive terminals), format characters (which reorder or hide), characters that show as
 * nothing, line separators, lone surrogates, private use, and every space but the plain one.
 */
const HIDDEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]|(?! )\p{Zs}/gu;

/**
 * The text with each such character as `<U+202E>`.
 *
 * @param {unknown} text
 * @returns {string}
 */
export function visible(text) {
  return escapeHidden(String(text), (character) => {
    const code = /** @type {number} */ (character.codePointAt(0));
    return `<U+${code.toString(16).toUpperCase().padStart(4, '0')}>`;
  });
}

/**
 * The text with each such character as `escape` writes it.
 *
 * @param {string} text
 * @param {(character: string) => string} escape
 */
export function escapeHidden(text, escape) {
  return text.replace(HIDDEN, escape);
}
