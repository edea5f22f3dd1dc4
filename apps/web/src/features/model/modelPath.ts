/** The parts of a model's page, in the order of its tabs. */
export const modelTabs = ['run', 'card', 'graph', 'api', 'versions', 'jobs', 'workers'] as const
export type ModelTab = (typeof modelTabs)[number]

export type ModelPath = {
  name: string
  /** The newest that is not advised against, where none is named. */
  version: number | undefined
  tab: ModelTab
  /** What the address names that is no tab. */
  unknownTab: string | undefined
}

/** The longest name that the registry takes (characters). */
const LONGEST_NAME = 64

/**
 * Reads what stands behind /models/ in an address. Names hold slashes, so a tab follows `/-/`; a version follows `@`, which no name
 * holds.
 */
export function readModelPath(parts: readonly string[]): ModelPath {
  const mark = parts.indexOf('-')
  const [path, rest] = mark < 0 ? [parts, []] : [parts.slice(0, mark), parts.slice(mark + 1)]
  const [name = '', version] = path.join('/').split('@')
  const word = rest.join('/')
  const tab = modelTabs.find((each) => each === word)
  return {
    name: name.slice(0, LONGEST_NAME),
    version: version !== undefined && /^[1-9]\d{0,8}$/.test(version) ? Number(version) : undefined,
    tab: tab ?? 'run',
    unknownTab: tab === undefined && word !== '' ? word.slice(0, 40) : undefined,
  }
}

/** The address of a model's page, of one version and one tab where they are named. */
export function modelHref({
  name,
  version,
  tab = 'run',
}: {
  name: string
  version?: number | undefined
  tab?: ModelTab
}): string {
  const path = name.split('/').map(encodeURIComponent).join('/')
  const at = version === undefined ? '' : `@${version}`
  return `/models/${path}${at}${tab === 'run' ? '' : `/-/${tab}`}`
}
