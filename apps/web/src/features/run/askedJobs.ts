const KEY = 'assay.asked'
/** More than anybody waits for at once. */
const MOST = 50

type Store = Pick<Storage, 'getItem' | 'setItem'>

/** Requests that a worker took by signature: their jobs stand on the chain only once they are answered. By job, until when (Unix seconds). */
type Asked = Record<string, number>

/** Keeps that a worker has taken a signed request, so that its job's page knows what it waits for. */
export function rememberAsked(store: Store, jobId: string, until: number): void {
  const kept = Object.entries(readAsked(store)).slice(1 - MOST)
  store.setItem(KEY, JSON.stringify({ ...Object.fromEntries(kept), [jobId]: until }))
}

/** Until when the answer to a signed request can come; undefined where none was signed here. */
export function askedUntil(store: Store, jobId: string): number | undefined {
  return readAsked(store)[jobId]
}

function readAsked(store: Store): Asked {
  try {
    const value: unknown = JSON.parse(store.getItem(KEY) ?? '{}')
    if (typeof value !== 'object' || value === null) return {}
    return Object.fromEntries(
      Object.entries(value).filter(([, until]) => typeof until === 'number'),
    ) as Asked
  } catch {
    // What this page did not write says nothing.
    return {}
  }
}
