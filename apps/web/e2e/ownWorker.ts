import { outputRoot, PROFILE_EXACT } from '@assay/program'
import type { Request } from '@assay/protocol'
import { balances, hashRequest, work } from '@assay/sdk'
import { type Hex, zeroHash } from 'viem'
import { sendTestMoney } from '../src/features/account/sendTestMoney.ts'
import { type localWallet, runningStack } from './stack.ts'

type Wallet = ReturnType<typeof localWallet>

/** Gives an account test money, and puts some of it into the ledger. */
export async function fund(account: Wallet, { inLedger = 0n } = {}): Promise<void> {
  const { deployment } = runningStack()
  const hash = await sendTestMoney(deployment, account.account.address)
  await account.waitForTransactionReceipt({ hash })
  if (inLedger > 0n)
    await sent(account, balances.deposit(account, { deployment, amount: inLedger }))
}

/** Waits for a transaction that an account sends. */
export async function sent(account: Wallet, sending: Promise<Hex>): Promise<void> {
  const { status } = await account.waitForTransactionReceipt({ hash: await sending })
  if (status !== 'success') throw new Error('The transaction reverted.')
}

/** Claims a seat for an account that the test moves. */
export function claim(worker: Wallet, request: Request): Promise<void> {
  return sent(worker, work.claim(worker, { deployment: runningStack().deployment, request }))
}

/** Submits an output for a seat that the account holds, and does not settle. */
export async function submit(
  worker: Wallet,
  {
    request,
    output,
    seat = 0,
    salt = zeroHash,
  }: { request: Request; output: Uint8Array; seat?: number; salt?: Hex },
): Promise<void> {
  const { deployment } = runningStack()
  const { timestamp } = await worker.getBlock()
  const receipt = {
    worker: worker.account.address,
    request: hashRequest(deployment, request),
    outputRoot: await outputRoot(output, [output.length]),
    evidenceHash: zeroHash,
    profile: PROFILE_EXACT,
    completedAt: timestamp,
  }
  const signature = await work.signReceipt(worker, { deployment, receipt, request })
  const result = { request, receipt, signature, seat, salt, output, finalize: false }
  await sent(worker, work.submit(worker, { deployment, ...result }))
}
