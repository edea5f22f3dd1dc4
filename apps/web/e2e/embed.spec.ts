import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { jobs, models, requests } from '@assay/sdk'
import { expect, test } from '@playwright/test'
import type { Hex } from 'viem'
import { fund } from './ownWorker.ts'
import { localWallet, runningStack } from './stack.ts'

const { webUrl, deployment } = runningStack()
const requester = localWallet(11)

async function answeredJob(): Promise<Hex> {
  await fund(requester)
  const model = await models.get(requester, { deployment, name: 'digits' })
  const prepared = await requests.prepare(requester, {
    ...{ deployment, model, input: new Uint8Array(784).fill(90), fee: 100_000n },
  })
  const { hash } = await requests.post(requester, { deployment, ...prepared })
  await requester.waitForTransactionReceipt({ hash })
  return (await jobs.wait(requester, { deployment, jobId: prepared.jobId })).id
}

/** Another site, on a port of its own. */
async function serve(html: string): Promise<{ url: string; close: () => void }> {
  const server = createServer((_, answer) => {
    answer.setHeader('Content-Type', 'text/html; charset=utf-8')
    answer.end(html)
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () => server.close(),
  }
}

test('the mark computes in a page of another site, which can frame nothing else', async ({
  page,
}) => {
  const jobId = await answeredJob()
  const site = await serve(
    `<!doctype html><title>Foreign</title><script async src="${webUrl}/assayMark.js"></script>
     <assay-mark job="${jobId}"></assay-mark><assay-mark id="bad" job="0x12"></assay-mark>
     <iframe id="job" src="${webUrl}/jobs/${jobId}"></iframe>`,
  )
  try {
    const sizes: number[] = []
    page.on('response', async (response) => {
      if (response.url() === `${webUrl}/assayMark.js`) sizes.push((await response.body()).length)
    })
    await page.goto(site.url)
    const frame = page.frameLocator('iframe[title="How sure one may be of this answer"]')
    const mark = frame.getByTestId('assurance')
    await expect(mark).toContainText('Signed only')
    await expect(mark.locator('[data-wedge="bound"]')).toHaveAttribute('data-fill', 'filled')
    await expect(mark.locator('[data-fill="computed"]')).toHaveCount(0)
    await frame.getByRole('button', { name: 'Re-run in this browser' }).click()
    await expect(mark).toContainText('Re-run here', { timeout: 60_000 })
    await expect(mark.locator('[data-fill="computed"]')).toHaveCount(1)
    // It has no wallet and none of what stands around a page.
    await expect(frame.getByRole('button', { name: 'Connect wallet' })).toHaveCount(0)
    await expect(frame.getByRole('navigation')).toHaveCount(0)
    await expect(page.getByText('“0x12” is not the id of a job')).toBeVisible()
    // Of the job's page, with its wallet, the browser shows nothing in a frame.
    const refused = await (await page.$('#job'))?.contentFrame()
    expect(refused?.url()).toMatch(/^chrome-error:/)
    expect(sizes[0]).toBeLessThan(25_000)
  } finally {
    site.close()
  }
})

test('a badge says what the chain says as of a block, with neither tick nor green', async ({
  page,
}) => {
  const jobId = await answeredJob()
  const read = async (id: string) => {
    const response = await fetch(`${webUrl}/jobs/${id}/badge.svg`)
    expect(response.headers.get('content-type')).toContain('image/svg+xml')
    return { status: response.status, svg: await response.text() }
  }
  const { status, svg } = await read(jobId)
  expect(status).toBe(200)
  expect(svg).toMatch(/>Signed only<.*>as of block [\d,]+</)
  expect(svg).not.toMatch(/✓|#18733c|#55c483/)
  expect((await read(`0x${'ab'.repeat(32)}`)).svg).toContain('>No such job<')
  expect((await read('hello')).status).toBe(404)

  await page.goto(`${webUrl}/jobs/${jobId}`)
  const badge = page.getByAltText('The badge of this job')
  await expect(badge).toBeVisible()
  expect(await badge.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBeGreaterThan(100)
  await expect(page.getByText(`<assay-mark job="${jobId}">`)).toBeVisible()
})
