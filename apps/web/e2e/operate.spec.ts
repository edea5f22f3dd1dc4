import { models } from '@assay/sdk'
import { expect, test } from '@playwright/test'
import { findFaults } from './findFaults.ts'
import { chainClient, emptyAccount, runningStack } from './stack.ts'
import { connect, paidJob, pay } from './steps.ts'

const { webUrl, deployment } = runningStack()

test('a worker’s page shows what it earned, what it holds and which jobs it left, without a wallet', async ({
  page,
}) => {
  const digits = await models.get(chainClient(), { deployment, name: 'digits' })
  const endpoint = new URL(digits.cardUri).origin
  const { worker } = (await (await fetch(`${endpoint}/status`)).json()) as { worker: string }

  // So that there is a job that it answered.
  await page.goto(`${webUrl}/models/pump`)
  await connect(page, 'Demo wallet')
  await page.getByRole('button', { name: 'healthy' }).click()
  await pay(page)
  await paidJob(page)
  await expect(page.getByTestId('answer')).toHaveText('healthy', { timeout: 45_000 })

  await page.goto(`${webUrl}/operate`)
  await page.getByLabel('Look at another worker').fill('0x12')
  await expect(page.getByText('An address: 0x and 40 hexadecimal digits.')).toBeVisible()
  await page.getByLabel('Look at another worker').fill(worker)
  await page.getByRole('button', { name: 'Look', exact: true }).click()
  await expect(page).toHaveURL(new RegExp(`address=${worker}`))
  const earned = page.getByRole('table', { name: 'Earned by day' })
  await expect(earned).toContainText(/[1-9]\d* of [1-9]\d*/)
  await expect(earned).toContainText('ETH')
  await expect(page.getByTestId('threats')).toContainText(/./)

  await expect(page.getByText(/Skipped jobs, readiness and version are unknown/)).toBeVisible()
  await page.getByLabel('Where it answers').fill(endpoint)
  await expect(page.getByTestId('worker-state')).toContainText(/It is (not )?ready/)
  await page.reload()
  await expect(page.getByTestId('worker-state')).toBeVisible()
  expect(await page.evaluate(findFaults)).toEqual([])

  // The sum by day is what the chain's events say.
  const { indexer = '' } = deployment
  const rows = earned.getByRole('row')
  await expect
    .poll(async () => {
      const told = (await (await fetch(`${indexer}/workers/${worker}`)).json()) as {
        worker: { earned: string }
        days: { earned: string }[]
      }
      const sum = told.days.reduce((all, day) => all + BigInt(day.earned), 0n)
      return sum === BigInt(told.worker.earned) && (await rows.count()) === told.days.length + 1
    })
    .toBe(true)
})

test('an account that never worked, another worker’s address and a silent index are said in words', async ({
  page,
}) => {
  const { address } = emptyAccount()
  await page.goto(`${webUrl}/operate?address=${address}`)
  await expect(page.getByRole('heading', { name: 'No worker here yet' })).toBeVisible()
  await expect(page.getByText('It has not answered anything yet')).toBeVisible()
  const digits = await models.get(chainClient(), { deployment, name: 'digits' })
  await page.getByLabel('Where it answers').fill(new URL(digits.cardUri).origin)
  await expect(page.getByText(/The worker at this address is another one/)).toBeVisible()

  await page.route(`${deployment.indexer}/**`, (route) => route.abort())
  await page.goto(`${webUrl}/operate?address=${address}`)
  await expect(page.getByText('Jobs and earnings are unknown without the index.')).toBeVisible()
  await expect(page.getByText(/^Deadlines and disputes are unknown/)).toBeVisible()
  await expect(page.getByText('In the ledger, free')).toBeVisible()

  await page.goto(`${webUrl}/operate?address=nonsense`)
  await expect(page.getByText(/“nonsense” is no address/)).toBeVisible()
  await expect(page.getByText('No worker is named')).toBeVisible()
  expect(await page.evaluate(findFaults)).toEqual([])
})
