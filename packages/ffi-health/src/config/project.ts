/** What the checks of sources, surface and sanitizer builds need to know of the project around an addon. */

/** A command with its arguments; no shell reads it. */
export type Command = readonly [program: string, ...args: string[]]

/** How to make and run the addon under AddressSanitizer, and whether to run it under valgrind. */
export interface SanitizeOptions {
  /** Builds the addon with AddressSanitizer. Default: no build, so that `addon` must be there. */
  readonly build?: Command
  /** Environment of the build. */
  readonly buildEnv?: Readonly<Record<string, string>>
  /** The sanitizer build of the addon. Only what its frames did counts. */
  readonly addon?: string
  /** Environment that makes `load` take the sanitizer build. `{addon}` stands for its absolute path. */
  readonly env?: Readonly<Record<string, string>>
  /** The release build of the addon, for valgrind. Default: the one `.node` file that was loaded. */
  readonly releaseAddon?: string
  /** Calls of each operation under AddressSanitizer. Default 200. */
  readonly calls?: number
  /** Calls of each operation under valgrind, which is some thirty times slower. Default 20. */
  readonly valgrindCalls?: number
}

/** Results of somebody else: a file of the kind that the reader of it documents. */
export interface OtherResults {
  /** Relative to the config. */
  readonly file: string
  /** For JUnit: the check that its test cases count for, as `leaks`. Default: a line of its own. */
  readonly check?: string
}

/** Where a project keeps what the checks read. Paths are relative to the folder of the config. */
export interface Project {
  /** Folders and files with the Rust sources of the addon. Default: every crate below, found by its `Cargo.toml`. */
  readonly rust?: readonly string[]
  /** Tests of Rust files that are in another language: a path's beginning, and the test files or folders. */
  readonly rustTests?: Readonly<Record<string, readonly string[]>>
  /** The package whose surface is checked: a name, or a folder. Default: the one `load` imports by name, or of the folder. */
  readonly package?: string
  /** The declaration file that users' imports resolve to. Default: as `exports` and `types` of the package say. */
  readonly types?: string
  /** The accepted surface. Default `ffi-health.api.json`. */
  readonly surface?: string
  /** Public methods that need no operation, each with the reason. `Class.*` stands for all of a class. */
  readonly withoutOperation?: Readonly<Record<string, string>>
  /** Operations by the public method that they measure, where the name or the calls do not say it. */
  readonly operationOf?: Readonly<Record<string, string>>
  /** A module whose exports the examples of the documentation may use by name; evaluated again for each of them. */
  readonly exampleContext?: string
  readonly sanitize?: SanitizeOptions
  /** JUnit files of test suites that bear on the release. */
  readonly junit?: readonly OtherResults[]
  /** Results of other hosts, as JSON that `ffi-health report --help` describes. */
  readonly hosts?: readonly OtherResults[]
}
