const WORDS: Readonly<Record<string, string>> = { ENOENT: "no such file", EISDIR: "a folder" };

/**
 * What was found where a file was to be read, from the system's error; undefined when that has no code.
 *
 * @example
 * core.unreadable({ code: "EISDIR" }) //=> "a folder"
 * core.unreadable({ code: "EACCES" }) //=> "EACCES"
 */
export function unreadable({ code }: { readonly code?: string }): string | undefined {
  return WORDS[code ?? ""] ?? code;
}
