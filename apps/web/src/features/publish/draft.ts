import { delMany, get, set } from 'idb-keyval'
import type { Compilation } from './compilation.ts'
import { type CardFields, EMPTY_FIELDS } from './makeCard.ts'

/** What a publisher wrote. */
export type DraftForm = { fields: CardFields; royalty: string; store: string }

/** Another form of draft has other keys, so that an old one is never misread. */
const PROGRAM = 'assay.publish.1.program'
const FORM = 'assay.publish.1.form'

/** The draft that was left in this browser; undefined where there is none, or the browser keeps nothing. */
export async function readDraft(): Promise<
  { compilation: Compilation; form: DraftForm } | undefined
> {
  try {
    const [compilation, form] = await Promise.all([
      get<Compilation>(PROGRAM),
      get<Partial<DraftForm>>(FORM),
    ])
    if (compilation === undefined) return undefined
    const { fields = {}, royalty = '0', store = '' } = form ?? {}
    return { compilation, form: { fields: { ...EMPTY_FIELDS, ...fields }, royalty, store } }
  } catch {
    return undefined
  }
}

/** Keeps the program, which is large and changes seldom. Tells whether it was kept. */
export function keepProgram(compilation: Compilation): Promise<boolean> {
  return keep(PROGRAM, compilation)
}

/** Keeps what was written. Tells whether it was kept. */
export function keepForm(form: DraftForm): Promise<boolean> {
  return keep(FORM, form)
}

export async function dropDraft(): Promise<void> {
  await delMany([PROGRAM, FORM]).catch(() => undefined)
}

async function keep(key: string, value: unknown): Promise<boolean> {
  try {
    await set(key, value)
    return true
  } catch {
    return false
  }
}
