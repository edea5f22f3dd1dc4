import { readFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { type Deployment, DeploymentError, parseDeployment } from '@assay/protocol'
import type { z } from 'zod'
import { LOCAL_CHAIN } from '../chain/localChain.ts'
import { EXIT_CODES, ServiceError } from '../ServiceError.ts'
import { explainConfig, loadConfig, type Setting } from './loadConfig.ts'
import type { ServiceSettings } from './serviceSettings.ts'

/** Where settings come from: flag before environment before file before default. */
export type ConfigSources = {
  file?: string
  flags?: Readonly<Record<string, unknown>>
  env?: Readonly<Record<string, string | undefined>>
  /** What relative paths of flags and environment start from. */
  cwd?: string
}

export type LoadServiceConfigParameters<settings> = ConfigSources & {
  /** The service's name, which its environment variables and the lock of its data folder hold. */
  name: string
  schema: z.ZodType<settings>
}

/** A service's settings, paths made absolute, with the deployment record read and checked, and what follows from it. */
export type ServiceConfig<settings extends ServiceSettings> = Omit<
  settings,
  'rpcUrl' | 'deployment' | 'key' | 'chain' | 'input' | 'log'
> & {
  log: settings['log']
  name: string
  key: { keystore?: string; passwordFile?: string }
  rpcUrls: string[]
  deployment: Deployment
  chain: settings['chain'] & { pollingInterval: number }
  input: settings['input'] & { privateNetworks: boolean }
  /** From the environment, never from a file or a flag. */
  environmentKey?: string
}

/** How often a chain is asked where nothing else is set (milliseconds): a local one answers at once. */
const POLLING = { local: 100, other: 2_000 }

/** Settings that are paths and can be given by flag or environment. */
const PATH_KEYS = ['deployment', 'data', 'key.keystore', 'key.passwordFile']

/** The environment variable that holds the bare key of a development machine. */
export function keyVariable(name: string): string {
  return `ASSAY_${name.toUpperCase()}_KEY`
}

/**
 * Reads a service's settings. Relative paths in a file, and the defaults, start from the file's folder; those of flags
 * and environment from the current one.
 *
 * @returns the settings, and what makes a path among them absolute that only this kind of service has
 * @throws ServiceError with exit code 2 or 3
 */
export function loadServiceConfig<settings extends ServiceSettings>(
  parameters: LoadServiceConfigParameters<settings>,
): { config: ServiceConfig<settings>; path: (value: string) => string } {
  const { name, env = {} } = parameters
  const settings = loadConfig(withPaths(parameters))
  const path = pathOf(parameters)
  const { rpcUrl, deployment: record, key, chain, input, log, ...rest } = settings
  const { keystore, passwordFile } = key
  const environmentKey = env[keyVariable(name)]
  const deployment = readDeployment(path(record))
  const isLocal = deployment.chainId === LOCAL_CHAIN
  const pollingInterval = chain.pollingInterval ?? (isLocal ? POLLING.local : POLLING.other)
  const privateNetworks = input.privateNetworks ?? isLocal
  const config = {
    ...rest,
    name,
    rpcUrls: typeof rpcUrl === 'string' ? [rpcUrl] : rpcUrl,
    deployment,
    chain: { ...chain, pollingInterval },
    input: { ...input, privateNetworks },
    data: path(rest.data),
    log: log.file === undefined ? log : { ...log, file: path(log.file) },
    key: {
      ...(keystore === undefined ? {} : { keystore: path(keystore) }),
      ...(passwordFile === undefined ? {} : { passwordFile: path(passwordFile) }),
    },
    ...(environmentKey ? { environmentKey } : {}),
  }
  return { config, path }
}

/**
 * Every setting of a service that is in force, paths made absolute, and where it comes from. Keys are no settings, and are not there.
 *
 * @param paths further paths among the settings, such as `models[].path`
 * @throws ServiceError with exit code 2 or 3
 */
export function explainServiceConfig<settings extends ServiceSettings>(
  parameters: LoadServiceConfigParameters<settings>,
  paths: readonly string[] = [],
): Setting[] {
  const known = [...PATH_KEYS, ...paths]
  return explainConfig(withPaths(parameters)).map((setting) =>
    known.includes(setting.key.replace(/\[\d+\]/g, '[]')) && typeof setting.value === 'string'
      ? { ...setting, value: pathOf(parameters)(setting.value) }
      : setting,
  )
}

/** The sources of a service's settings, in which the paths of flags and environment are absolute. */
function withPaths<settings>(parameters: LoadServiceConfigParameters<settings>) {
  const { name, schema, file, flags = {}, env = {}, cwd = process.cwd() } = parameters
  const environment = variablesOf(name)
  return {
    schema,
    ...(file === undefined ? {} : { file }),
    flags: { ...flags, ...pathsFrom(cwd, flags) },
    env: { ...env, ...pathsFrom(cwd, env, environment) },
    environment,
  }
}

/** Makes the paths of a file, and the defaults, absolute. */
function pathOf({ file, cwd = process.cwd() }: ConfigSources): (value: string) => string {
  const home = file === undefined ? cwd : dirname(resolve(cwd, file))
  return (value) => resolve(home, value)
}

/** Which environment variable sets what. */
function variablesOf(name: string): Readonly<Record<string, string>> {
  const own = `ASSAY_${name.toUpperCase()}`
  return {
    ASSAY_RPC_URL: 'rpcUrl',
    ASSAY_DEPLOYMENT: 'deployment',
    [`${own}_DATA`]: 'data',
    [`${own}_PORT`]: 'http.port',
    [`${own}_HOST`]: 'http.host',
    [`${own}_KEYSTORE`]: 'key.keystore',
    [`${own}_PASSWORD_FILE`]: 'key.passwordFile',
    ASSAY_LOG_LEVEL: 'log.level',
    ASSAY_LOG_FORMAT: 'log.format',
  }
}

/** The paths among some values, made absolute. */
function pathsFrom(
  folder: string,
  values: Readonly<Record<string, unknown>>,
  names: Readonly<Record<string, string>> = {},
): Record<string, string> {
  const paths: Record<string, string> = {}
  for (const [name, value] of Object.entries(values)) {
    // An empty variable is as good as none.
    if (typeof value !== 'string' || value === '') continue
    if (PATH_KEYS.includes(names[name] ?? name)) paths[name] = resolve(folder, value)
  }
  return paths
}

/**
 * Reads the deployment record of a file.
 *
 * @throws ServiceError with exit code 2 or 3
 */
export function readDeployment(file: string): Deployment {
  try {
    return parseDeployment(readFileSync(file, 'utf8'), `The deployment record ${file}`)
  } catch (cause) {
    if (cause instanceof DeploymentError) {
      throw new ServiceError(cause.message, { cause, exitCode: EXIT_CODES.usage })
    }
    throw new ServiceError(`The deployment record ${file} cannot be read.`, {
      cause,
      exitCode: EXIT_CODES.notFound,
      remedy: 'Deploy the contracts first, or name another record with --deployment.',
    })
  }
}
