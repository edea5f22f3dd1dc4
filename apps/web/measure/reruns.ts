import { MAX_INLINE } from '@assay/protocol'
import { jobs, type ModelVersion, models, requests, storeOf, uploadInput } from '@assay/sdk'
import type { Page } from '@playwright/test'
import type { Hex } from 'viem'
import type { Measurement } from '../../../bench/measurement.ts'
import { fund } from '../e2e/ownWorker.ts'
import { localWallet } from '../e2e/stack.ts'
import type { Stage } from './openStage.ts'

/** A run that takes longer has failed (milliseconds). */
const PATIENCE = 60_000

/** How long each sample takes to be run again on its job's page, from the press of the button to the verdict, with nothing kept. */
export async function measureReruns(stage: Stage): Promise<Measurement[]> {
  const { deployment } = stage
  const requester = localWallet(11)
  await fund(requester)
  const rows: Measurement[] = []
  const newest = new Map((await models.list(requester, { deployment })).map((m) => [m.name, m]))
  for (const model of newest.values()) {
    const jobId = await answeredJob(stage, model)
    const page = await stage.open()
    await page.goto(`${stage.webUrl}/jobs/${jobId}`)
    await page.locator('[data-check="outputRoot"][data-status="pass"]').waitFor()
    const { verdict, progress, status } = await pressRerun(page)
    await page.context().close()
    if (status !== 'pass')
      throw new Error(`The re-run of ${model.name} came out as "${status}", not as equal.`)
    rows.push({
      name: `web.rerun_ms.${model.name}`,
      value: Math.round(verdict),
      unit: 'ms',
      note: `from the button to the verdict on a fresh page: program and input fetched and hashed, one thread; the first word of progress after ${Math.round(progress)} ms`,
    })
  }
  return rows
}

/** Asks the model about an input of zeros: how long an exact program runs does not depend on its numbers. */
async function answeredJob({ deployment }: Stage, model: ModelVersion): Promise<Hex> {
  const requester = localWallet(11)
  const input = new Uint8Array(model.inputBytes)
  const storeUrl = storeOf(model)
  const isStored = input.length > MAX_INLINE && storeUrl !== undefined
  const prepared = await requests.prepare(requester, {
    ...{ deployment, model, input, fee: 100_000n },
    ...(isStored ? { uris: [await uploadInput({ storeUrl, input })] } : {}),
  })
  await requests.post(requester, { deployment, ...prepared })
  return (await jobs.wait(requester, { deployment, jobId: prepared.jobId })).id
}

/** Presses the button in the page, and tells after how long what it does was said, and found. */
function pressRerun(page: Page) {
  return page.evaluate((patience) => {
    const button = [...document.querySelectorAll('button')].find(({ textContent }) =>
      textContent?.includes('Re-run in this browser'),
    )
    const row = document.querySelector('[data-check="reexecution"]')
    if (button === undefined || row === null) throw new Error('This job cannot be run again.')
    return new Promise<{ verdict: number; progress: number; status: string }>((resolve, reject) => {
      let progress = 0
      const began = performance.now()
      const end = setTimeout(() => reject(new Error('The re-run took too long.')), patience)
      new MutationObserver((_, observer) => {
        const now = performance.now() - began
        if (progress === 0 && document.body.textContent?.includes('Fetching the model'))
          progress = now
        const status = document
          .querySelector('[data-check="reexecution"]')
          ?.getAttribute('data-status')
        if (status === null || status === undefined || status === 'not-run') return
        observer.disconnect()
        clearTimeout(end)
        resolve({ verdict: now, progress, status })
      }).observe(document.body, { subtree: true, childList: true, attributes: true })
      button.click()
    })
  }, PATIENCE)
}
