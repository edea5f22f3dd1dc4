import { readFileSync } from 'node:fs'
import { parse, TomlError } from 'smol-toml'
import { z } from 'zod'
import { EXIT_CODES, ServiceError } from '../ServiceError.ts'
import { suggestName } from './suggestName.ts'

export type LoadConfigParameters<schema extends z.ZodType> = {
  schema: schema
  /** TOML file; none is needed where flags, environment and defaults say everything. */
  file?: string
  /** Values from the command line, by dotted path: they win over everything. */
  flags?: Readonly<Record<string, unknown>>
  /** Which environment variable sets which dotted path: they win over the file. */
  environment?: Readonly<Record<string, string>>
  env?: Readonly<Record<string, string | undefined>>
}

/**
 * Reads a process's settings: flag before environment before file before default.
 *
 * @throws ServiceError (exit code 2 or 3) that names the key, the file and the remedy; unknown keys are errors.
 */
export function loadConfig<schema extends z.ZodType>(
  parameters: LoadConfigParameters<schema>,
): z.output<schema> {
  return read(parameters).settings
}

/** One setting in force, and who set it. */
export type Setting = {
  /** Its dotted path: `http.port`, `models[0].path`. */
  key: string
  value: unknown
  origin: 'flag' | 'environment' | 'file' | 'default'
  /** The environment variable, or the file, that says it. */
  source?: string
}

/**
 * Reads a process's settings as loadConfig does, and says of each where it comes from.
 *
 * @throws ServiceError (exit code 2 or 3) as loadConfig does
 */
export function explainConfig<schema extends z.ZodType>(
  parameters: LoadConfigParameters<schema>,
): Setting[] {
  const { settings, origins, file } = read(parameters)
  return leavesOf(settings).map(([key, value]) => {
    const given = origins.get(key)
    if (given !== undefined) return { key, value, ...given }
    // A list that is empty in the file is said by it too.
    const isInFile = leavesOf(file).some(([path]) => path === key || path.startsWith(`${key}[`))
    return isInFile
      ? { key, value, origin: 'file', source: parameters.file! }
      : { key, value, origin: 'default' }
  })
}

/** All values of settings, by their dotted paths, in their order. */
function leavesOf(value: unknown, path = ''): [key: string, value: unknown][] {
  if (Array.isArray(value) && value.some((item) => typeof item === 'object')) {
    return value.flatMap((item, index) => leavesOf(item, `${path}[${index}]`))
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [[path, value]]
  return Object.entries(value)
    .filter(([, item]) => item !== undefined)
    .flatMap(([name, item]) => leavesOf(item, path === '' ? name : `${path}.${name}`))
}

function read<schema extends z.ZodType>(parameters: LoadConfigParameters<schema>) {
  const { schema, file, flags = {}, environment = {}, env = {} } = parameters
  const written = file === undefined ? {} : readToml(file)
  const settings = structuredClone(written)
  const origins = new Map<string, Pick<Setting, 'origin' | 'source'>>()
  for (const [variable, path] of Object.entries(environment)) {
    const value = env[variable]
    if (value === undefined || value === '') continue
    setPath(settings, path, value)
    origins.set(path, { origin: 'environment', source: variable })
  }
  for (const [path, value] of Object.entries(flags)) {
    if (value === undefined) continue
    setPath(settings, path, value)
    origins.set(path, { origin: 'flag' })
  }

  const result = schema.safeParse(settings)
  if (result.success) return { settings: result.data, origins, file: written }
  const sentences = result.error.issues.map((issue) => describeIssue(issue, schema, settings))
  throw new ServiceError(
    `The configuration${file ? ` ${file}` : ''} is not valid: ${sentences.join('; ')}.`,
    { exitCode: EXIT_CODES.usage, remedy: 'Correct it and start again; --help lists the keys.' },
  )
}

function readToml(file: string): Record<string, unknown> {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (cause) {
    const missing = (cause as NodeJS.ErrnoException).code === 'ENOENT'
    throw new ServiceError(
      missing
        ? `The configuration file ${file} does not exist.`
        : `The configuration file ${file} cannot be read: ${(cause as Error).message}.`,
      { cause, exitCode: EXIT_CODES.notFound, remedy: 'Name a readable TOML file with --config.' },
    )
  }
  try {
    return parse(text)
  } catch (cause) {
    const where = cause instanceof TomlError ? ` at line ${cause.line}, column ${cause.column}` : ''
    const reason = (cause as Error).message.split('\n')[0]!.replace(/^Invalid TOML document: /, '')
    throw new ServiceError(`The configuration file ${file} is not TOML${where}: ${reason}.`, {
      cause,
      exitCode: EXIT_CODES.usage,
      remedy: 'Correct that line and start again.',
    })
  }
}

function setPath(target: Record<string, unknown>, path: string, value: unknown): void {
  const keys = path.split('.')
  const last = keys.pop()!
  let at = target
  for (const key of keys) {
    const next = at[key]
    if (typeof next === 'object' && next !== null) at = next as Record<string, unknown>
    else {
      const created: Record<string, unknown> = {}
      at[key] = created
      at = created
    }
  }
  at[last] = value
}

function describeIssue(issue: z.core.$ZodIssue, schema: z.ZodType, settings: unknown): string {
  const path = issue.path.map((key) => (typeof key === 'number' ? `[${key}]` : String(key)))
  const name = path.join('.').replaceAll('.[', '[')
  if (issue.code === 'unrecognized_keys') {
    const known = keysAt(schema, issue.path)
    return issue.keys
      .map((key) => {
        const full = name ? `${name}.${key}` : key
        const meant = suggestName(key, known)
        return `unknown key "${full}"${meant ? ` (did you mean "${meant}"?)` : known.length > 0 ? ` (known: ${known.join(', ')})` : ''}`
      })
      .join('; ')
  }
  if (valueAt(settings, issue.path) === undefined) return `"${name}" is missing`
  // If a value may have several forms, the first is the usual one.
  const message =
    (issue.code === 'invalid_union' ? issue.errors[0]?.[0]?.message : undefined) ?? issue.message
  return `"${name}": ${message.charAt(0).toLowerCase()}${message.slice(1)}`
}

function valueAt(settings: unknown, path: readonly PropertyKey[]): unknown {
  let at = settings
  for (const key of path) at = (at as Record<PropertyKey, unknown> | undefined)?.[key]
  return at
}

/** The names that an object of the schema may have at a path, for suggestions. */
function keysAt(schema: z.ZodType, path: readonly PropertyKey[]): string[] {
  let at: unknown = schema
  for (const key of path) {
    at = unwrap(at)
    if (at instanceof z.ZodObject) at = at.shape[key as string]
    else if (at instanceof z.ZodArray) at = at.element
    else if (at instanceof z.ZodRecord) at = at.valueType
  }
  at = unwrap(at)
  return at instanceof z.ZodObject ? Object.keys(at.shape) : []
}

function unwrap(schema: unknown): unknown {
  let at = schema
  for (;;) {
    if (at instanceof z.ZodDefault || at instanceof z.ZodPrefault || at instanceof z.ZodOptional)
      at = at.unwrap()
    else if (at instanceof z.ZodPipe) at = at.in
    else return at
  }
}
