import { sampleModels } from '@assay/models'
import { jobs, models, requests } from '@assay/sdk'
import type { Page } from '@playwright/test'
import { createWalletClient, http, publicActions } from 'viem'
import { hardhat } from 'viem/chains'
import type { Measurement } from '../../../bench/measurement.ts'
import { drawn } from '../e2e/screens.ts'
import { fundedAccount } from '../e2e/stack.ts'
import type { Stage } from './openStage.ts'

const SLOWED = 4
/** Loads per page and screen size, each in a browser that has loaded nothing yet. */
const LOADS = 5
const PATIENCE = 60_000
/** A page is idle after so long without a new script, picture or shift (milliseconds). */
const QUIET = 1_500

type Load = { lcp: number; shift: number; first: number; all: number }

/** How soon each kind of page shows what it is for, how far that moves, and how much JavaScript it loads. */
export async function measureLoads(stage: Stage): Promise<Measurement[]> {
  const jobId = await buyAnswer(stage)
  const pages = {
    ...{ home: '/', models: '/models', model: '/models/digits', results: '/results' },
    ...{ job: `/jobs/${jobId}`, disputes: '/disputes', account: '/account' },
    ...{ trust: '/trust', verify: '/verify', missing: '/nothing/here' },
  }
  const timed = ['home', 'model', 'job', 'results']
  const measured: Measurement[] = []
  for (const [name, address] of Object.entries(pages)) {
    const loads: Record<'wide' | 'phone', Load[]> = { wide: [], phone: [] }
    const count = timed.includes(name) ? LOADS : 1
    for (const size of ['wide', 'phone'] as const)
      for (let run = 0; run < count; run++)
        loads[size].push(await load(stage, address, { size, slowed: SLOWED }))
    const all = [...loads.wide, ...loads.phone]
    if (timed.includes(name)) {
      const [wide, phone] = [median(loads.wide), median(loads.phone)]
      measured.push({
        ...{ name: `web.lcp_ms.${name}`, value: Math.round(Math.max(wide, phone)), unit: 'ms' },
        baseline: 'at most 2000',
        note: `largest contentful paint with the CPU slowed ${SLOWED} times, nothing cached, over loopback; the larger of the medians of ${LOADS} loads on a wide screen (${Math.round(wide)}) and a phone's (${Math.round(phone)}); slowest ${Math.round(Math.max(...all.map(({ lcp }) => lcp)))}`,
      })
    }
    measured.push(
      {
        name: `web.layout_shift.${name}`,
        value: Math.max(...all.map(({ shift }) => shift)),
        unit: 'score',
        baseline: 'at most 0.05',
        note: `all shifts until the page was idle together, the largest of ${all.length} loads, wide and phone, with the CPU slowed ${SLOWED} times`,
      },
      {
        name: `web.first_load_js_kb.${name}`,
        value: all[0]!.first,
        unit: 'kB',
        baseline: 'at most 230',
        note: 'gzip, as the browser received it: the scripts that the page itself names',
      },
      {
        name: `web.idle_js_kb.${name}`,
        value: all[0]!.all,
        unit: 'kB',
        note: 'gzip, as the browser received it: all scripts until the page was idle, those of its web workers left out',
      },
    )
  }
  return measured
}

/** One answered job of the sample that recognizes digits. */
async function buyAnswer({ deployment }: Stage): Promise<string> {
  const client = createWalletClient({
    ...{ account: await fundedAccount(), chain: hardhat, transport: http(deployment.rpcUrl) },
    pollingInterval: 50,
  }).extend(publicActions)
  const sample = sampleModels.find(({ name }) => name === 'digits')
  const model = (await models.list(client, { deployment })).find(({ name }) => name === 'digits')
  if (sample === undefined || model === undefined) throw new Error('The sample digits is gone.')
  const prepared = await requests.prepare(client, {
    ...{ deployment, model: model.modelId, fee: 100_000n },
    input: sample.draw({ seed: 1, split: 'held-out' }).bytes,
  })
  const { jobId } = await requests.post(client, { deployment, ...prepared })
  await jobs.wait(client, { deployment, jobId })
  return jobId
}

async function load(
  stage: Stage,
  address: string,
  options: Parameters<Stage['open']>[0],
): Promise<Load> {
  const page = await stage.open(options)
  try {
    await page.addInitScript(() => {
      const seen = { lcp: 0, shift: 0, at: performance.now() }
      Object.assign(window, { seen })
      const watch = (type: string, note: (entry: PerformanceEntry) => void) =>
        new PerformanceObserver((list) => {
          for (const entry of list.getEntries()) {
            note(entry)
            seen.at = performance.now()
          }
        }).observe({ type, buffered: true })
      watch('largest-contentful-paint', ({ startTime }) => {
        seen.lcp = startTime
      })
      watch('layout-shift', (entry) => {
        const { value, hadRecentInput } = entry as PerformanceEntry & {
          value: number
          hadRecentInput: boolean
        }
        if (!hadRecentInput) seen.shift += value
      })
      watch('resource', () => {})
    })
    const response = await page.goto(stage.webUrl + address)
    await drawn(page, PATIENCE)
    await idle(page)
    return await read(page, (await response?.text()) ?? '')
  } finally {
    await page.context().close()
  }
}

/** Asking the chain goes on for ever, so what counts as busy is a new script, a larger paint or a shift. */
async function idle(page: Page): Promise<void> {
  await page.waitForFunction(
    (quiet) => {
      const { seen } = window as unknown as { seen: { at: number } }
      const scripts = performance
        .getEntriesByType('resource')
        .filter(({ name }) => /\.js(\?|$)/.test(name)) as PerformanceResourceTiming[]
      const last = Math.max(...scripts.map(({ responseEnd }) => responseEnd))
      return performance.now() - last > quiet && document.readyState === 'complete' && seen.at > 0
    },
    QUIET,
    { timeout: PATIENCE },
  )
}

async function read(page: Page, html: string): Promise<Load> {
  const named = new Set(
    [...html.matchAll(/<script\b[^>]*\bsrc="([^"]+\.js[^"]*)"[^>]*>/g)]
      .filter(([tag]) => !/\bnomodule\b/i.test(tag))
      .map(([, source]) => new URL(source!, page.url()).href),
  )
  const { seen, scripts } = await page.evaluate(() => ({
    seen: (window as unknown as { seen: { lcp: number; shift: number } }).seen,
    scripts: (performance.getEntriesByType('resource') as PerformanceResourceTiming[])
      .filter(({ name }) => /\.js(\?|$)/.test(name))
      .map(({ name, encodedBodySize }) => ({ name, bytes: encodedBodySize })),
  }))
  const sizes = new Map(scripts.map(({ name, bytes }) => [name, bytes]))
  const sum = (names: Iterable<string>) =>
    [...names].reduce((total, name) => total + (sizes.get(name) ?? 0), 0) / 1000
  if (named.size === 0 || [...named].some((name) => !sizes.get(name)))
    throw new Error(`${page.url()} names a script that the browser did not load.`)
  return { ...{ lcp: seen.lcp, shift: seen.shift }, first: sum(named), all: sum(sizes.keys()) }
}

function median(loads: readonly Load[]): number {
  return loads.map(({ lcp }) => lcp).sort((a, b) => a - b)[Math.floor(loads.length / 2)]!
}
