import type { Deployment } from '@assay/protocol'
import { disputes, jobs } from '@assay/sdk'
import type { Page } from '@playwright/test'
import { createPublicClient, http } from 'viem'

export type Screen = readonly [name: string, address: string]

/** What the dApp can show of what lies on this chain, each screen once: `npm run shots` draws them, look.spec.ts looks for faults. */
export async function screensOf(deployment: Deployment): Promise<Screen[]> {
  const client = createPublicClient({ transport: http(deployment.rpcUrl) })
  const [all, games] = await Promise.all([
    jobs.list(client, { deployment }),
    disputes.list(client, { deployment }),
  ])
  const screens: Screen[] = [
    ['home', '/'],
    ['models', '/models'],
    ['models-filtered', '/models?task=tabular-classification&sort=name&foo=bar'],
    ...['run', 'card', 'graph', 'api', 'versions', 'jobs', 'workers'].map(
      (tab): Screen => [`model-${tab}`, `/models/objects${tab === 'run' ? '' : `/-/${tab}`}`],
    ),
    ['model-digits', '/models/digits'],
    ...['pump', 'payments', 'demand', 'upscale'].map(
      (name): Screen => [`model-${name}`, `/models/${name}`],
    ),
    ['model-missing', '/models/nothing'],
    ['results', '/results'],
    ['results-filtered', '/results?assurance=signed&sort=-paid&foo=bar'],
    ['workers', '/workers'],
    ['worker-malformed', '/workers/0x12'],
    ['disputes', '/disputes'],
    ['dispute-missing', '/disputes/999999'],
    ['account', '/account'],
    ['publish', '/publish'],
    ['operate', '/operate'],
    ['trust', '/trust'],
    ['status', '/status'],
    ['verify', '/verify'],
    ['job-missing', `/jobs/0x${'00'.repeat(32)}`],
    ['page-missing', '/nothing/here'],
  ]
  for (const state of new Set(all.map((job) => job.state))) {
    const job = all.find((each) => each.state === state)
    if (job !== undefined) screens.push([`job-${state}`, `/jobs/${job.id}`])
  }
  const answered = all.find(({ receipt }) => receipt !== undefined)
  if (answered !== undefined)
    screens.push(
      ['embed', `/embed/jobs/${answered.id}`],
      ['operate-worker', `/operate?address=${answered.receipt?.worker}`],
    )
  const stored = all.find(({ input, output }) => input.data === '0x' && output !== undefined)
  if (stored !== undefined) screens.push(['job-large-input', `/jobs/${stored.id}`])
  const seat = all.flatMap(({ seats }) => seats)[0]
  if (seat !== undefined)
    screens.push(['worker', `/workers/${seat.worker}`], ['address', `/address/${seat.worker}`])
  const [job] = all
  if (job !== undefined) screens.push(['requester', `/requesters/${job.request.requester}`])
  for (const { game, state } of games.slice(0, 2))
    screens.push([`dispute-${state}`, `/disputes/${game}`])
  return screens
}

/** Waits until the chain has answered, and what was read is drawn. */
export async function drawn(page: Page, timeout: number): Promise<void> {
  await page.waitForFunction(
    () =>
      document.querySelector('[aria-busy="true"]') === null &&
      document.querySelector('button[aria-label^="Network: Connecting"]') === null &&
      document.querySelector('h1') !== null,
    undefined,
    { timeout },
  )
}
