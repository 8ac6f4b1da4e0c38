const FOUND: Readonly<Record<string, string>> = {
  ENOENT: "no such file",
  EEXIST: "a file of that name",
  ENOTDIR: "a file where a folder was needed",
  EISDIR: "a folder",
  EACCES: "no permission",
  EPERM: "no permission",
  EROFS: "a disk that is read-only",
  ENOSPC: "no room left on the disk",
  EDQUOT: "no room left in the quota",
  ENAMETOOLONG: "a name that is too long",
  ELOOP: "links that lead in a circle",
  EMFILE: "too many files open at once",
  EADDRINUSE: "the address in use",
  EADDRNOTAVAIL: "no such address on this machine",
  ECONNREFUSED: "nobody who answers",
};

const EXPECTED: Readonly<Record<string, string>> = {
  mkdir: "a folder that can be made",
  scandir: "a folder that can be read",
  open: "a file that can be opened",
  read: "a file that can be read",
  write: "a file that can be written",
  rename: "a file that can be replaced",
  unlink: "a file that can be removed",
  listen: "an address to listen on",
  connect: "a server that answers",
};

/** An error of the operating system in the words of our own: what was expected, found, and where. */
export function systemError(error: NodeJS.ErrnoException & { readonly dest?: string }): string {
  const { code = "", syscall = "", message } = error;
  // What is renamed is a temporary file of ours; the user knows the name that it should get.
  const path = (syscall === "rename" ? error.dest : undefined) ?? error.path ?? "";
  const found = code === "ENOENT" && syscall === "scandir" ? "no such folder" : FOUND[code];
  if (found === undefined) return message;
  const where = path === "" ? "" : `${path.length > 200 ? `${path.slice(0, 199)}…` : path}: `;
  return `${where}expected ${EXPECTED[syscall] ?? "to get at it"}, found ${found} (${code})`;
}
