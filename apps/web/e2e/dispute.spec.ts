import { encodeOptimisticParams, models, requests } from '@assay/sdk'
import { expect, test } from '@playwright/test'
import type { Hex } from 'viem'
import { claim, fund, submit } from './ownWorker.ts'
import { localWallet, runningStack } from './stack.ts'

const { webUrl, deployment } = runningStack()
const requester = localWallet(11)
/** Answers what no model computed, and then never moves. */
const liar = localWallet(13)

const COLLATERAL = 1_000_000n
const WINDOW = 60

async function wrongResult(): Promise<Hex> {
  await fund(requester)
  await fund(liar, { inLedger: COLLATERAL })
  const model = await models.get(requester, { deployment, name: 'digits' })
  const { jobId, request, input } = await requests.prepare(requester, {
    deployment,
    model,
    input: new Uint8Array(784),
    fee: 100_000n,
    collateral: COLLATERAL,
    worker: liar.account.address,
    verifier: deployment.verifiers.optimistic,
    params: encodeOptimisticParams({ window: WINDOW, takesLarge: false }),
  })
  const posted = await requests.post(requester, { deployment, request, input })
  await requester.waitForTransactionReceipt({ hash: posted.hash })
  await claim(liar, request)
  await submit(liar, { request, output: new Uint8Array(40).fill(1) })
  return jobId
}

test('a wrong answer is shown in dispute, on its own page, its job’s and in the list', async ({
  page,
}) => {
  const jobId = await wrongResult()
  await page.goto(`${webUrl}/jobs/${jobId}`)
  await expect(page.getByText('This answer is in dispute')).toBeVisible()
  await expect(page.getByRole('button', { name: 'Settle' })).toHaveCount(0)
  await page.getByRole('link', { name: 'See how it narrows' }).click()
  await expect(page).toHaveURL(/\/disputes\/\d+$/)
  const number = page.url().split('/').at(-1)
  await expect(page.getByTestId('dispute-sentence')).toContainText('challenges the result')
  await expect(page.getByText('The worker has to open')).toBeVisible()
  await page.getByRole('link', { name: 'Disputes', exact: true }).click()
  const row = page.getByRole('listitem').filter({ hasText: `Dispute ${number} ` })
  await expect(row).toContainText('In dispute')
  await expect(row).toContainText('The worker has to open')
})

test('a number that names no dispute gets words and a way on', async ({ page }) => {
  for (const [game, words] of [
    ['999999', 'There is no dispute 999999'],
    ['first', 'This is not the number of a dispute'],
  ]) {
    await page.goto(`${webUrl}/disputes/${game}`)
    await expect(page.getByText(words ?? '')).toBeVisible()
    await page.getByRole('link', { name: 'See all disputes' }).click()
    await expect(page.getByRole('heading', { name: 'Disputes' })).toBeVisible()
  }
})
