import type * as TS from "@tslab/typescript-for-tslab";
import { type Declarations, readDeclarations } from "./declarations";

type TypeScript = typeof TS;
type Host = TS.WatchCompilerHostOfFilesAndCompilerOptions<TS.EmitAndSemanticDiagnosticsBuilderProgram>;
type Watch = TS.WatchOfFilesAndCompilerOptions<TS.EmitAndSemanticDiagnosticsBuilderProgram>;
type Builder = TS.EmitAndSemanticDiagnosticsBuilderProgram;
type ParseOptions = TS.CreateSourceFileOptions | TS.ScriptTarget;

/** Members of the compiler that its declarations keep to themselves. */
interface Internals {
  bindSourceFile(file: TS.SourceFile, options: TS.CompilerOptions): void;
}

/** What the builder of programs needs to see on a file to know whether it changed. */
type Versioned = TS.SourceFile & { version?: string };

/** The disk files of the last program, with what is needed to parse them again: what a snapshot is made of. */
export interface ParsedFiles {
  readonly options: TS.CompilerOptions;
  readonly files: readonly string[];
}

let last: { readonly options: TS.CompilerOptions; readonly builder: () => Builder } | undefined;

/** Which files the last program of this process is made of. */
export function parsedFiles(): ParsedFiles {
  if (last === undefined) throw new Error("no program has been made yet");
  const files = last.builder().getSourceFiles();
  return { options: last.options, files: files.map(({ fileName }) => fileName) };
}

/**
 * The compiler with a `createWatchProgram` of ours, for tslab. The compiler's own one builds a whole program at each
 * change that is announced; tslab announces two for a cell, and looks at the first program only for the names that
 * the cell declares. Here that program is not made, and declarations may come parsed from a snapshot.
 */
export function withQuickPrograms(
  ts: TypeScript,
  declarations: Declarations = readDeclarations(),
): TypeScript {
  return Object.create(ts, {
    // So that `import *` helpers take this object as it is; they would copy no more than its own properties.
    __esModule: { value: true },
    createWatchProgram: { value: (host: Host) => createWatchProgram(ts, host, declarations) },
  }) as TypeScript;
}

function createWatchProgram(ts: TypeScript, host: Host, declarations: Declarations): Watch {
  const { options } = host;
  let { rootFiles } = host;
  const files = new Map<string, Versioned>();
  /** How each file is to be parsed; programs say it, and a file is sometimes wanted before its program. */
  const parseOptions = new Map<string, ParseOptions>();
  const watchers = new Map<string, TS.FileWatcher>();
  let version = 0;
  let timer: unknown;
  let built: Builder | undefined;

  function getSourceFile(name: string, how: ParseOptions): Versioned | undefined {
    const known = files.get(name);
    if (known !== undefined) return known;
    parseOptions.set(name, how);
    const file: Versioned | undefined = declarations(name) ?? parse(name, how);
    if (file === undefined) return undefined;
    file.version ??= String(++version);
    files.set(name, file);
    if (!watchers.has(name))
      watchers.set(
        name,
        host.watchFile(name, () => changed(name), 0),
      );
    return file;
  }
  function parse(name: string, how: ParseOptions): Versioned | undefined {
    const text = host.readFile(name);
    return text === undefined ? undefined : ts.createSourceFile(name, text, how);
  }
  function changed(name: string): void {
    files.delete(name);
    schedule();
  }
  function schedule(): void {
    if (timer !== undefined) host.clearTimeout?.(timer);
    timer = host.setTimeout?.(() => {
      timer = undefined;
      announce();
    }, 0);
  }

  const compilerHost: TS.CompilerHost & { hasChangedAutomaticTypeDirectiveNames(): boolean } = {
    getSourceFile,
    getDefaultLibLocation: host.getDefaultLibLocation?.bind(host),
    getDefaultLibFileName: (wanted) => host.getDefaultLibFileName(wanted),
    getCurrentDirectory: () => host.getCurrentDirectory(),
    getCanonicalFileName: (name) => name,
    useCaseSensitiveFileNames: () => true,
    getNewLine: () => "\n",
    fileExists: (name) => host.fileExists(name),
    readFile: (name) => host.readFile(name),
    directoryExists: host.directoryExists?.bind(host),
    getDirectories: host.getDirectories?.bind(host),
    realpath: host.realpath?.bind(host),
    createHash: host.createHash?.bind(host),
    writeFile: () => {},
    // A kernel keeps the packages of ambient types that it started with.
    hasChangedAutomaticTypeDirectiveNames: () => false,
  };

  function build(): Builder {
    built = host.createProgram([...rootFiles], options, compilerHost, built, [], undefined);
    return built;
  }
  /** Tells tslab of a program that is made when something other than a file of it is asked for. */
  function announce(): void {
    let whole: Builder | undefined;
    const make = (): Builder => {
      whole ??= build();
      return whole;
    };
    last = { options, builder: make };
    const lazy: Partial<Builder> = {
      getSourceFile(name) {
        const how = parseOptions.get(name);
        if (whole !== undefined || how === undefined) return make().getSourceFile(name);
        const file = getSourceFile(name, how);
        if (file !== undefined) (ts as unknown as Internals).bindSourceFile(file, options);
        return file;
      },
      getProgram: () => make().getProgram(),
      getSourceFiles: () => make().getSourceFiles(),
      getAllDependencies: (file) => make().getAllDependencies(file),
      emit: (...args) => make().emit(...args),
    };
    host.afterProgramCreate?.(lazy as Builder);
  }

  build();
  announce();
  return {
    getProgram: build,
    updateRootFileNames(names) {
      rootFiles = names;
      schedule();
    },
    close() {
      for (const watcher of watchers.values()) watcher.close();
      watchers.clear();
      files.clear();
      built = undefined;
    },
  };
}
