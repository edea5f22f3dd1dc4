import { del, get, set } from 'idb-keyval'
import type { Compilation } from './compilation.ts'
import { type CardFields, EMPTY_FIELDS } from './makeCard.ts'

/** What is kept of a publication that is under way, in this browser only. */
export type Draft = {
  compilation: Compilation
  fields: CardFields
  royalty: string
  store: string
  /** Unix milliseconds. */
  savedAt: number
}

/** Another form of draft has another key, so that an old one is never misread. */
const KEY = 'assay.publish.1'

/** The draft that was left; undefined where there is none, or the browser keeps nothing. */
export async function readDraft(): Promise<Draft | undefined> {
  try {
    const draft = await get<Draft>(KEY)
    return draft && { ...draft, fields: { ...EMPTY_FIELDS, ...draft.fields } }
  } catch {
    return undefined
  }
}

/** Whether it was kept. */
export async function keepDraft(draft: Draft): Promise<boolean> {
  try {
    await set(KEY, draft)
    return true
  } catch {
    return false
  }
}

export async function dropDraft(): Promise<void> {
  await del(KEY).catch(() => undefined)
}
