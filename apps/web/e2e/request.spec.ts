import { decodeQuorumParams } from '@assay/protocol'
import { balances, jobs } from '@assay/sdk'
import { expect, test } from '@playwright/test'
import { createWalletClient, http } from 'viem'
import { hardhat } from 'viem/chains'
import { fund, sent } from './ownWorker.ts'
import { chainClient, emptyAccount, fundedAccount, localWallet, runningStack } from './stack.ts'
import {
  connect,
  draw,
  expectVerified,
  paidJob,
  pay,
  payButton,
  seven,
  signReviewed,
} from './steps.ts'
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
  // Everything stands there before the wallet opens.
  const review = page.getByRole('dialog')
  await expect(review.getByTestId('review-sentence')).toContainText(
    'about a picture of 28 × 28. If it is answered, 0.10 tUSD at most leave you.',
  )
  await expect(review).toContainText('The exact transaction exists once you have signed the permit')
  const digest = await review.getByTestId('review-digest').textContent()
  expect(wallet.asked).toEqual(['eth_requestAccounts'])
  await signReviewed(page)
  const jobId = await paidJob(page)
  expect(jobId).toBe(digest?.replaceAll(' ', ''))
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
  if (!(await isFocused(/^Review and pay/, 'button'))) await tabTo(/^Review and pay/, 'button')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('dialog')).toContainText('you take all of it back')
  await expect(page.getByRole('button', { name: 'Sign', exact: true })).toBeEnabled()
  await tabTo(/^Sign$/, 'button')
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
  await pay(page)
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
    await pay(page)
    await expect(page.getByText('You rejected this in your wallet.')).toBeVisible()
    await expect(page.getByText('Nothing was sent and nothing was spent.')).toBeVisible()
    wallet.rejects.clear()
  }
  expect(await jobCount()).toBe(before)
  await pay(page)
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
  await pay(page)
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
  await pay(page)
  await paidJob(page)
  await expectVerified(page)
})

test('a request is simulated before it is signed: what would fail cannot be, and what could not be simulated asks first', async ({
  page,
}) => {
  const account = await fundedAccount()
  const wallet = await addTestWallet(page, { account })
  const owner = createWalletClient({
    account,
    chain: hardhat,
    transport: http(deployment.rpcUrl),
  })
  const deposit = await balances.deposit(owner, { deployment, amount: 500_000n })
  await chainClient().waitForTransactionReceipt({ hash: deposit })
  await page.goto(webUrl)
  await connect(page, 'Test wallet')
  await draw(page, seven)
  const review = page.getByRole('dialog')
  const sign = review.getByRole('button', { name: 'Sign', exact: true })

  // The money that was there at the quote is gone: the chain would refuse the request.
  await payButton(page).click()
  await expect(review).toContainText(/Simulated at block [\d,]+: it succeeds, with [\d,]+ gas\./)
  await expect(sign).toBeEnabled()
  const withdrawal = await balances.withdraw(owner, { deployment, amount: 500_000n })
  await chainClient().waitForTransactionReceipt({ hash: withdrawal })
  await expect(review).toContainText('It would fail, so it cannot be signed.')
  await expect(sign).toBeDisabled()
  await review.getByRole('button', { name: 'Back' }).click()
  await expect(review).toBeHidden()

  const again = await balances.deposit(owner, { deployment, amount: 500_000n })
  await chainClient().waitForTransactionReceipt({ hash: again })
  // An endpoint that simulates nothing.
  await page.route(`${deployment.rpcUrl}/**`, (route) => {
    const { method, params } = route.request().postDataJSON() ?? {}
    return method === 'eth_call' && params?.[1] === 'pending' ? route.abort() : route.fallback()
  })
  await payButton(page).click()
  await expect(review).toContainText('It could not be simulated.')
  await expect(sign).toBeDisabled()
  await review.getByLabel('Sign it all the same').check()
  await expect(sign).toBeEnabled()
  await page.unrouteAll({ behavior: 'ignoreErrors' })
  await sign.click()
  await paidJob(page)
  expect(wallet.asked.filter((method) => method !== 'eth_requestAccounts')).toEqual([
    'eth_sendTransaction',
  ])
})

test('an account without ether only signs, and the worker submits the request with its answer', async ({
  page,
}) => {
  const account = emptyAccount()
  const wallet = await addTestWallet(page, { account })
  // Its money lies in the ledger; somebody else put it there.
  const friend = localWallet(11)
  await fund(friend, { inLedger: 300_000n })
  const given = { deployment, receiver: account.address, amount: 300_000n }
  await sent(friend, balances.transfer(friend, given))

  await page.goto(webUrl)
  await connect(page, 'Test wallet')
  await draw(page, seven)
  await page.getByLabel('Only sign, without gas').check()
  await payButton(page).click()
  const review = page.getByRole('dialog')
  await expect(review).toContainText('You only sign.')
  await expect(review).toContainText('none: the worker pays it')
  wallet.rejects.add('eth_signTypedData_v4')
  await signReviewed(page)
  await expect(page.getByText('You rejected this in your wallet.')).toBeVisible()
  wallet.rejects.clear()
  await pay(page)
  const jobId = await paidJob(page)
  await expect(page.getByTestId('answer')).toHaveText('7', { timeout: 45_000 })
  const job = await jobs.get(chainClient(), { deployment, jobId })
  expect(job.request.requester).toBe(account.address)
  expect(job.request.policy.verifier).toBe(deployment.verifiers.optimistic)
  expect(await chainClient().getTransactionCount({ address: account.address })).toBe(0)
})

test('a quorum is asked from the form, with as many fees as workers', async ({ page }) => {
  const account = await fundedAccount()
  await addTestWallet(page, { account })
  await page.goto(webUrl)
  await connect(page, 'Test wallet')
  await draw(page, seven)
  await page.getByRole('radio', { name: /^2 of 3 workers agree/ }).check()
  await expect(page.getByText('Most that can leave you')).toBeVisible()
  await payButton(page).click()
  const review = page.getByRole('dialog')
  await expect(review.getByTestId('review-sentence')).toContainText('0.30 tUSD at most leave you')
  await signReviewed(page)
  const jobId = await paidJob(page)
  const { request } = await jobs.get(chainClient(), { deployment, jobId })
  expect(request.policy.seats).toBe(3)
  expect(request.policy.verifier).toBe(deployment.verifiers.quorum)
  expect(decodeQuorumParams(request.policy.params)).toEqual({
    ...{ k: 2, window: 0, drawn: false, takesLarge: false },
  })
})
