// Before everything that looks for a window.
import './testing/openWindow.ts'
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { afterEach, test } from 'node:test'
import { PROFILE_EXACT, tensorRoot } from '@assay/program'
import { InvalidInputError, type Job, type ModelVersion, type runs } from '@assay/sdk'
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { createElement } from 'react'
import { createRoot, type Root } from 'react-dom/client'
import {
  AssayProvider,
  type AssayReactClient,
  useJob,
  useModel,
  useQuote,
  useRun,
} from './index.ts'
import { newElement } from './testing/openWindow.ts'

let root: Root | undefined
afterEach(() => root?.unmount())

/** Says what a hook says at each drawing. */
function Probe<T>({ useIt, onValue }: { useIt: () => T; onValue: (value: T) => void }) {
  onValue(useIt())
  return null
}

/** Draws a component that uses a hook, and gives what the hook says once that is what is waited for. */
function draw<T>(client: object, useIt: () => T) {
  let now: T | undefined
  const waiting: (() => void)[] = []
  const onValue = (value: T) => {
    now = value
    for (const look of waiting) queueMicrotask(look)
  }
  const queries = new QueryClient({
    defaultOptions: { queries: { retry: false, gcTime: 0 }, mutations: { gcTime: 0 } },
  })
  root = createRoot(newElement())
  root.render(
    createElement(
      QueryClientProvider,
      { client: queries },
      createElement(
        AssayProvider,
        { client: { uid: 'test', pollingInterval: 5, ...client } as AssayReactClient },
        createElement(Probe<T>, { useIt, onValue }),
      ),
    ),
  )
  return (wanted: (value: T) => boolean): Promise<T> =>
    new Promise((done) => {
      const look = () => now !== undefined && wanted(now) && done(now)
      waiting.push(look)
      look()
    })
}

const jobId = `0x${'11'.repeat(32)}` as const
const job = (state: Job['state']) => ({ id: jobId, state }) as Job
const answer = { jobId, label: 'three' } as runs.Answered

function storageOf(kept?: string) {
  const items = new Map(kept === undefined ? [] : [['assay.run', kept]])
  return {
    items,
    getItem: (key: string) => items.get(key) ?? null,
    setItem: (key: string, value: string) => void items.set(key, value),
    removeItem: (key: string) => void items.delete(key),
  }
}

test('a model comes with its card, held against the registry', async () => {
  const bytes = readFileSync(new URL('../../../models/pump/card.json', import.meta.url))
  const model = {
    name: 'pump',
    profile: PROFILE_EXACT,
    cardUri: `data:application/json;base64,${bytes.toString('base64')}`,
    cardDigest: await tensorRoot(bytes),
  } as ModelVersion
  const asked: unknown[] = []
  const get = async (parameters: unknown) => {
    asked.push(parameters)
    return model
  }
  const until = draw({ models: { get } }, () => useModel({ name: 'pump' }))
  const { data } = await until(({ isSuccess }) => isSuccess)
  assert.equal(data?.model, model)
  assert.equal(data?.card?.input.features.length, 12)
  assert.deepEqual(asked, [{ name: 'pump' }])
})

test('a model whose card was changed comes without it', async () => {
  const model = { cardUri: 'data:,{}', cardDigest: jobId } as ModelVersion
  const until = draw({ models: { get: async () => model } }, () => useModel({ modelId: jobId }))
  const { data } = await until(({ isSuccess }) => isSuccess)
  assert.deepEqual(data, { model, card: undefined })
})

test('a job is read until it has ended, and not after', async () => {
  const states: Job['state'][] = ['open', 'claimed', 'accepted']
  let reads = 0
  const get = async () => job(states[Math.min(reads++, states.length - 1)]!)
  const until = draw({ jobs: { get } }, () => useJob({ jobId }))
  await until(({ data }) => data?.state === 'accepted')
  await new Promise((done) => setTimeout(done, 50))
  assert.equal(reads, 3)
})

test('a quote is made when the input is complete, and a wrong input is an error', async () => {
  const prepare = async ({ input }: runs.PrepareParameters) => {
    if (input === 'wrong') throw new InvalidInputError('It is wrong.', 'Give another.')
    return { handle: `of ${input}` } as runs.PreparedRun
  }
  const none = draw({ runs: { prepare } }, () => useQuote(undefined))
  assert.equal((await none(() => true)).fetchStatus, 'idle')
  root?.unmount()
  const right = draw({ runs: { prepare } }, () =>
    useQuote({ model: 'digits', input: 'right', fee: 1n }),
  )
  assert.equal((await right(({ isSuccess }) => isSuccess)).data?.handle, 'of right')
  root?.unmount()
  const wrong = draw({ runs: { prepare } }, () => useQuote({ model: 'digits', input: 'wrong' }))
  assert.equal((await wrong(({ isError }) => isError)).error?.name, 'InvalidInputError')
})

test('a run is kept before anything is sent, told as it goes, and forgotten with its answer', async () => {
  const storage = storageOf()
  let whileRunning: string | undefined
  const run = async ({ onHandle, onStatus }: runs.RunParameters) => {
    await onHandle?.('the handle', {} as never)
    whileRunning = storage.items.get('assay.run')
    onStatus?.(job('claimed'))
    return answer
  }
  const until = draw({ runs: { run } }, () => useRun({ storage }))
  const idle = await until(() => true)
  assert.equal(idle.resume, undefined)
  idle.run({ model: 'digits', input: [1] })
  const done = await until(({ isSuccess }) => isSuccess)
  assert.equal(done.data, answer)
  assert.equal(done.job?.state, 'claimed')
  assert.equal(whileRunning, 'the handle')
  assert.equal(storage.items.size, 0)
})

test('a quoted run is kept by its handle before anything is sent', async () => {
  const storage = storageOf()
  let whileRunning: string | undefined
  const resume = async () => {
    whileRunning = storage.items.get('assay.run')
    return answer
  }
  const until = draw({ runs: { resume } }, () => useRun({ storage }))
  ;(await until(() => true)).run({ handle: 'quoted' })
  await until(({ isSuccess }) => isSuccess)
  assert.equal(whileRunning, 'quoted')
  assert.equal(storage.items.size, 0)
})

test('a run that a reload ended is gone on with by what was kept', async () => {
  const storage = storageOf('the handle')
  const resumed: string[] = []
  const resume = async ({ handle }: runs.ResumeParameters) => {
    resumed.push(handle)
    return answer
  }
  const until = draw({ runs: { resume } }, () => useRun({ storage }))
  const { resume: goOn } = await until(() => true)
  goOn?.()
  const done = await until(({ isSuccess }) => isSuccess)
  assert.deepEqual(resumed, ['the handle'])
  assert.equal(done.resume, undefined)
  assert.equal(storage.items.size, 0)
})

test('a component that is gone stops waiting, and what it bought is kept', async () => {
  const storage = storageOf('the handle')
  let signal: AbortSignal | undefined
  const resume = (parameters: runs.ResumeParameters) =>
    new Promise<runs.Answered>((_, fail) => {
      signal = parameters.signal
      signal?.addEventListener('abort', () => fail(new Error('gone')))
    })
  const until = draw({ runs: { resume } }, () => useRun({ storage }))
  const { resume: goOn } = await until(() => true)
  goOn?.()
  await until(({ isPending }) => isPending)
  root?.unmount()
  await new Promise((done) => setTimeout(done, 10))
  assert.equal(signal?.aborted, true)
  assert.equal(storage.items.get('assay.run'), 'the handle')
})
