/** Beginnings that make a spreadsheet compute, full-width ones too; blanks and quotes before them do not help. */
const RISKY = /^'*[\s\uFEFF\u200E\u200F\u202A-\u202E\u2066-\u2069]*[=+\-@\uFF1D\uFF0B\uFF0D\uFF20\t\r\n]/;
const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;

/**
 * A text that a spreadsheet shows and does not compute: one that begins like a formula gets an apostrophe in front.
 * One that already begins with apostrophes and then like a formula gets one more, so that {@link restore} knows what
 * was there. Plain numbers stay as they are.
 *
 * @example
 * label.neutralise("=cmd|' /C calc'!A0") //=> "'=cmd|' /C calc'!A0"
 * label.restore(label.neutralise("'=1")) //=> "'=1"
 * label.neutralise("-12.5") //=> "-12.5"
 */
export function neutralise(text: string): string {
  return isRisky(text) ? `'${text}` : text;
}

/** Takes the apostrophe of {@link neutralise} away again. */
export function restore(text: string): string {
  return text.charCodeAt(0) === 39 && isRisky(text) ? text.slice(1) : text;
}

export function isRisky(text: string): boolean {
  const first = text.charCodeAt(0);
  // Letters and digits begin most texts.
  if ((first >= 97 && first <= 122) || (first >= 65 && first <= 90) || (first >= 48 && first <= 57))
    return false;
  return RISKY.test(text) && !NUMBER.test(text);
}
