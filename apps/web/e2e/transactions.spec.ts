import { jobs } from '@assay/sdk'
import { expect, type Page, test } from '@playwright/test'
import { createWalletClient, type Hex, http, type LocalAccount, publicActions } from 'viem'
import { hardhat } from 'viem/chains'
import { chainClient, fundedAccount, runningStack } from './stack.ts'
import { connect, draw, paidJob, pay, payButton, seven } from './steps.ts'
import { type AskedTransaction, addTestWallet } from './testWallet.ts'

const { webUrl, deployment } = runningStack()

async function jobCount(): Promise<number> {
  return (await jobs.list(chainClient(), { deployment })).length
}

/** Asks the local node for what only such a node does. */
function control(method: string, ...params: unknown[]): Promise<unknown> {
  return chainClient().request({ method, params } as never)
}

/** Makes no blocks meanwhile, so that what is sent waits in the pool. */
async function withoutBlocks<T>(task: () => Promise<T>): Promise<T> {
  await control('evm_setAutomine', false)
  try {
    return await task()
  } finally {
    await control('evm_setAutomine', true)
    await control('evm_mine')
  }
}

/** A wallet's own client, with which a test does what somebody does in the wallet. */
function ownClient(account: LocalAccount) {
  return createWalletClient({
    account,
    chain: hardhat,
    transport: http(deployment.rpcUrl),
    pollingInterval: 50,
  }).extend(publicActions)
}

/** A page with a funded test wallet, connected, and a drawing to pay for. */
async function readyToPay(page: Page) {
  const account = await fundedAccount()
  const wallet = await addTestWallet(page, { account })
  await page.goto(webUrl)
  await connect(page, 'Test wallet')
  await draw(page, seven)
  await expect(payButton(page)).toBeEnabled()
  return { account, wallet, client: ownClient(account) }
}

/** Presses Pay while no block is made, and gives the transaction that waits then. */
async function payIntoPool(
  page: Page,
  { wallet, client }: Pick<Awaited<ReturnType<typeof readyToPay>>, 'wallet' | 'client'>,
): Promise<{ hash: Hex; asked: AskedTransaction; nonce: number; gas: bigint; fee: bigint }> {
  let waiting: AskedTransaction | undefined
  let hash: Hex | undefined
  wallet.onSend = async (transaction) => {
    waiting = transaction
    hash = await client.sendTransaction(transaction)
    return hash
  }
  await pay(page)
  await expect(page.getByText('Sent; waiting for its block')).toBeVisible()
  wallet.onSend = undefined
  if (hash === undefined || waiting === undefined) throw new Error('Nothing was sent.')
  const { nonce, gas, maxFeePerGas } = await client.getTransaction({ hash })
  // Once the page has read it from the pool, it knows what it follows.
  await page.waitForResponse((response) =>
    (response.request().postData() ?? '').includes('eth_getTransactionByHash'),
  )
  return { hash, asked: waiting, nonce, gas, fee: (maxFeePerGas ?? 1n) * 2n }
}

test('a transaction that is sped up in the wallet is followed under its new hash', async ({
  page,
}) => {
  const ready = await readyToPay(page)
  const hash = await withoutBlocks(async () => {
    const { asked, nonce, gas, fee } = await payIntoPool(page, ready)
    return ready.client.sendTransaction({
      ...asked,
      // Not estimated: the one in the pool has used the permit up.
      gas,
      nonce,
      maxFeePerGas: fee,
      maxPriorityFeePerGas: fee,
    })
  })
  const jobId = await paidJob(page)
  const job = await jobs.get(chainClient(), { deployment, jobId })
  expect(job.steps[0]?.transactionHash).toBe(hash)
})

test('a transaction that is cancelled in the wallet is not called done, and can be sent again', async ({
  page,
}) => {
  const ready = await readyToPay(page)
  const before = await jobCount()
  await withoutBlocks(async () => {
    const { nonce, fee } = await payIntoPool(page, ready)
    await ready.client.sendTransaction({
      to: ready.account.address,
      nonce,
      maxFeePerGas: fee,
      maxPriorityFeePerGas: fee,
    })
  })
  await expect(page.getByText('You replaced this transaction in your wallet.')).toBeVisible()
  expect(await jobCount()).toBe(before)
  await pay(page)
  await paidJob(page)
  expect(await jobCount()).toBe(before + 1)
})

test('a dropped transaction ends in a sentence, also after a reload, and is sent again as the same job', async ({
  page,
}) => {
  test.setTimeout(180_000)
  const ready = await readyToPay(page)
  const before = await jobCount()
  await withoutBlocks(async () => {
    const { hash } = await payIntoPool(page, ready)
    await page.reload()
    await expect(page.getByRole('button', { name: 'Under way', exact: true })).toBeDisabled()
    await control('hardhat_dropTransaction', hash)
  })
  const kept = await page.evaluate(() => sessionStorage.getItem('assay.request') ?? '')
  const again = page.getByRole('button', { name: 'Send it again' })
  await expect(again).toBeVisible({ timeout: 90_000 })
  await expect(page.getByText('Your last request was lost on its way.')).toBeVisible()
  await again.click()
  const jobId = await paidJob(page)
  expect(kept).toContain(jobId)
  expect(await jobCount()).toBe(before + 1)
})

test('an endpoint that fails after sending turns nothing into a failure, and offers no second payment', async ({
  page,
}) => {
  const ready = await readyToPay(page)
  const before = await jobCount()
  await withoutBlocks(async () => {
    await payIntoPool(page, ready)
    await page.route(`${deployment.rpcUrl}/**`, (route) => route.abort())
    await expect(page.getByText(/Sent, but the endpoint does not answer/).first()).toBeVisible()
    await expect(payButton(page)).toHaveCount(0)
    await expect(page.getByRole('button', { name: 'Under way', exact: true })).toBeDisabled()
  })
  await page.unroute(`${deployment.rpcUrl}/**`)
  await paidJob(page)
  expect(await jobCount()).toBe(before + 1)
})

test('a wallet that gives an error after it sent is not believed: the job is found and paid once', async ({
  page,
}) => {
  const ready = await readyToPay(page)
  const before = await jobCount()
  ready.wallet.onSend = async (transaction) => {
    await ready.client.sendTransaction(transaction)
    throw { code: -32_603, message: 'Internal error' }
  }
  await pay(page)
  await paidJob(page)
  expect(await jobCount()).toBe(before + 1)
})

for (const dead of ['disconnected', 'silent'] as const)
  test(`a wallet whose connection is ${dead} gives a sentence and a way to connect again`, async ({
    page,
  }) => {
    const { wallet } = await readyToPay(page)
    wallet.dead = dead
    await pay(page)
    await expect(page.getByText('The connection to your wallet is lost.')).toBeVisible()
    await page.getByRole('button', { name: 'Connect again' }).click()
    await expect(page.getByRole('dialog')).toBeVisible()
    wallet.dead = undefined
    await page.getByRole('dialog').getByRole('button', { name: 'Test wallet' }).click()
    await pay(page)
    await paidJob(page)
  })

test('a chain that the wallet switched without a word is noticed before anything is signed', async ({
  page,
}) => {
  const { wallet } = await readyToPay(page)
  const before = wallet.asked.length
  wallet.tellsChain = false
  wallet.chainId = 1
  await pay(page)
  await expect(
    page.getByText(`The wallet is on chain 1, but the market is on chain ${deployment.chainId}.`),
  ).toBeVisible()
  expect(wallet.asked.slice(before)).toEqual([])
})

test('a chain that began anew is noticed and explained, with what to do in the wallet', async ({
  page,
}) => {
  await page.goto(webUrl)
  const key = `assay.genesis.${deployment.chainId}`
  await expect.poll(() => page.evaluate((name) => localStorage.getItem(name), key)).not.toBeNull()
  await page.evaluate((name) => localStorage.setItem(name, `0x${'12'.repeat(32)}`), key)
  await page.reload()
  const notice = page.getByText('This chain began anew since your last visit.')
  await expect(notice).toBeVisible()
  await expect(page.getByText(/Clear what it remembers of this network/)).toBeVisible()
  await page.getByRole('button', { name: 'I have done that' }).click()
  await expect(notice).toBeHidden()
})

test('a wallet that counts from an earlier chain is explained, and nothing was sent', async ({
  page,
}) => {
  const { wallet } = await readyToPay(page)
  const before = await jobCount()
  wallet.onSend = async () => {
    throw { code: -32_000, message: 'Nonce too high. Expected nonce to be 0 but got 57.' }
  }
  await pay(page)
  await expect(
    page.getByText('Your wallet counts this account’s transactions from an earlier chain.'),
  ).toBeVisible()
  expect(await jobCount()).toBe(before)
})

test('a transaction that reverts is said to be refused, with the gas that it cost, and can be sent again', async ({
  page,
}) => {
  const ready = await readyToPay(page)
  const before = await jobCount()
  // Too little gas to run, and enough to get into a block. A node that makes blocks at once would say so to the wallet.
  await withoutBlocks(async () => {
    ready.wallet.onSend = (transaction) =>
      ready.client.sendTransaction({ ...transaction, gas: 60_000n })
    await pay(page)
    await expect(page.getByText('Sent; waiting for its block')).toBeVisible()
  })
  await expect(
    page.getByText('Your transaction is in a block, but the contract refused it.'),
  ).toBeVisible()
  await expect(page.getByText(/Gas of 0\.\d+ ETH was spent, and nothing else\./)).toBeVisible()
  await expect(page.getByText('Nothing was sent')).toHaveCount(0)
  expect(await jobCount()).toBe(before)
  ready.wallet.onSend = undefined
  await pay(page)
  await paidJob(page)
  expect(await jobCount()).toBe(before + 1)
})
