import { jobs } from '@assay/sdk'
import { expect, test } from '@playwright/test'
import { chainClient, emptyAccount, fundedAccount, runningStack } from './stack.ts'
import { connect, draw, expectVerified, paidJob, payButton, seven } from './steps.ts'
import { addTestWallet } from './testWallet.ts'

const { webUrl, deployment } = runningStack()

async function jobCount(): Promise<number> {
  return (await jobs.list(chainClient(), { deployment })).length
}

test('a drawn digit, paid from a wallet, comes back verified', async ({ page, browser }) => {
  const account = await fundedAccount()
  const wallet = await addTestWallet(page, { account })
  await page.goto(webUrl)
  await connect(page, 'Test wallet')
  await draw(page, seven)
  await expect(page.getByText('Fee to the worker')).toBeVisible()
  // At the same fee the method that can be disputed is chosen, and the weaker one says what it lacks.
  await expect(page.getByRole('radio', { name: /^Disputable for/ })).toBeChecked()
  await expect(page.getByRole('radio', { name: /^Signed only/ })).not.toBeChecked()
  await expect(page.getByText('Nobody re-runs this.')).toBeVisible()
  await payButton(page).click()
  const jobId = await paidJob(page)
  await expectVerified(page)
  await expect(page.getByTestId('answer')).toHaveText('7')
  expect(wallet.asked).toEqual([
    'eth_requestAccounts',
    'eth_signTypedData_v4',
    'eth_sendTransaction',
  ])

  const job = await jobs.get(chainClient(), { deployment, jobId })
  expect(job.request.policy.verifier).toBe(deployment.verifiers.optimistic)
  expect(job.request.requester).toBe(account.address)
  for (const step of job.steps)
    await expect(page.locator('ol').first()).toContainText(step.transactionHash.slice(0, 6))
  await expect(page.getByTestId('sentence')).toContainText('answered 7')

  // Anyone can load and check it, without a wallet.
  const stranger = await browser.newPage()
  await stranger.goto(`${webUrl}/jobs/${jobId}`)
  await expectVerified(stranger)
  await expect(stranger.getByRole('button', { name: 'Connect wallet' })).toBeVisible()
  await stranger.close()
})

test('a sample, by keyboard alone, with the demo wallet', async ({ page }) => {
  await page.goto(webUrl)
  const isFocused = (name: RegExp, role: string) =>
    page.evaluate(
      ([source, wanted]) => {
        const element = document.activeElement
        const label =
          element instanceof HTMLInputElement
            ? element.labels?.[0]?.textContent
            : element?.textContent
        const kind =
          element instanceof HTMLInputElement ? element.type : element?.tagName.toLowerCase()
        return kind === wanted && new RegExp(source ?? '').test(label ?? '')
      },
      [name.source, role],
    )
  const tabTo = async (name: RegExp, role: string) => {
    for (let i = 0; i < 60; i++) {
      await page.keyboard.press('Tab')
      if (await isFocused(name, role)) return
    }
    throw new Error(`The keyboard does not reach ${name}.`)
  }
  await expect(page.getByRole('radio', { name: 'Sample of a 0' })).toBeAttached()
  await tabTo(/Sample of a 0/, 'radio')
  await page.keyboard.press('Space')
  for (let i = 0; i < 3; i++) await page.keyboard.press('ArrowRight')
  await expect(page.getByRole('radio', { name: 'Sample of a 3' })).toBeChecked()
  await tabTo(/Choose a wallet to pay/, 'button')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('dialog')).toBeVisible()
  await expect(page.getByRole('dialog')).toContainText('on this local chain only')
  if (!(await isFocused(/Demo wallet/, 'button'))) await tabTo(/Demo wallet/, 'button')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('dialog')).toBeHidden()
  await expect(payButton(page)).toBeEnabled()
  if (!(await isFocused(/Pay .* and run/, 'button'))) await tabTo(/Pay .* and run/, 'button')
  await page.keyboard.press('Enter')
  await paidJob(page)
  await expectVerified(page)
  await expect(page.getByTestId('answer')).toHaveText('3')
})

test('numbers in a form, for a model that takes no picture', async ({ page }) => {
  await page.goto(`${webUrl}/models/pump`)
  await connect(page, 'Demo wallet')
  await page.getByLabel('Speed').fill('999999')
  await expect(page.getByText(/The model takes 0 to/)).toBeVisible()
  await expect(payButton(page)).toBeDisabled()
  await page.getByRole('button', { name: 'cavitation' }).click()
  await payButton(page).click()
  await paidJob(page)
  await expectVerified(page)
  await expect(page.getByTestId('answer')).toHaveText('cavitation')
})

test('a rejection in the wallet loses nothing, and the next try goes through', async ({ page }) => {
  const account = await fundedAccount()
  const wallet = await addTestWallet(page, { account })
  await page.goto(webUrl)
  await connect(page, 'Test wallet')
  await draw(page, seven)
  const before = await jobCount()
  for (const method of ['eth_signTypedData_v4', 'eth_sendTransaction']) {
    wallet.rejects.add(method)
    await payButton(page).click()
    await expect(page.getByText('You rejected this in your wallet.')).toBeVisible()
    await expect(page.getByText('Nothing was sent and nothing was spent.')).toBeVisible()
    wallet.rejects.clear()
  }
  expect(await jobCount()).toBe(before)
  await payButton(page).click()
  await paidJob(page)
  await expectVerified(page)
})

test('an account without money is told what is missing and can take test money', async ({
  page,
}) => {
  await addTestWallet(page, { account: emptyAccount() })
  await page.goto(webUrl)
  await connect(page, 'Test wallet')
  await draw(page, seven)
  await expect(page.getByText('The account has too little for this fee.')).toBeVisible()
  await expect(page.getByText('You are 0.10 tUSD short.')).toBeVisible()
  await expect(payButton(page)).toBeDisabled()
  await page.getByRole('button', { name: 'Take test money' }).click()
  await expect(payButton(page)).toBeEnabled()
  await payButton(page).click()
  await paidJob(page)
  await expectVerified(page)
})

test('a wallet on another network is asked to switch, and nothing can be paid before', async ({
  page,
}) => {
  const account = await fundedAccount()
  const wallet = await addTestWallet(page, { account, chainId: 1 })
  await page.goto(webUrl)
  await connect(page, 'Test wallet')
  await draw(page, seven)
  await expect(page.getByText('Your wallet is on chain 1')).toBeVisible()
  await expect(payButton(page)).toBeDisabled()
  wallet.rejects.add('wallet_switchEthereumChain')
  await page.getByRole('button', { name: /^Switch to/ }).click()
  await expect(page.getByText('You declined the switch.')).toBeVisible()
  wallet.rejects.clear()
  await page.getByRole('button', { name: /^Switch to/ }).click()
  await expect(page.getByText('Your wallet is on chain 1')).toBeHidden()
  expect(wallet.asked).toContain('wallet_addEthereumChain')
  await payButton(page).click()
  await paidJob(page)
  await expectVerified(page)
})
