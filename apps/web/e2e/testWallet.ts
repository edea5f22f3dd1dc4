import type { Page } from '@playwright/test'
import { createWalletClient, type Hex, http, type LocalAccount, numberToHex } from 'viem'
import { hardhat } from 'viem/chains'
import { runningStack } from './stack.ts'

type RpcRequest = { method: string; params?: unknown }

export type TestWallet = {
  /** Every method that the page asked for, in order, without plain reads. */
  readonly asked: string[]
  /** Answers these methods as somebody does who presses Reject. */
  readonly rejects: Set<string>
  chainId: number
  /** Whether it tells the page when its chain changes. */
  tellsChain: boolean
  /** What happens to a transaction that the page asked for; it is sent as it is where nothing is said. */
  onSend: ((transaction: AskedTransaction) => Promise<Hex>) | undefined
  /** Whether it lost its connection, or answers nothing at all. */
  dead: 'disconnected' | 'silent' | undefined
}

export type AskedTransaction = { to: Hex; data?: Hex; value?: bigint }

/** Puts a wallet into a page: announced by EIP-6963, signing with an account that lives in the test, never in the page. */
export async function addTestWallet(
  page: Page,
  { account, chainId = hardhat.id }: { account: LocalAccount; chainId?: number },
): Promise<TestWallet> {
  const { deployment } = runningStack()
  const client = createWalletClient({
    account,
    chain: hardhat,
    transport: http(deployment.rpcUrl),
  })
  const wallet: TestWallet = {
    asked: [],
    rejects: new Set(),
    chainId,
    tellsChain: true,
    onSend: undefined,
    dead: undefined,
  }
  const known = new Set([chainId])
  let authorized = false

  async function answer({ method, params }: RpcRequest): Promise<unknown> {
    if (/^(eth_requestAccounts|wallet_(switch|add)|eth_send|eth_sign)/.test(method))
      wallet.asked.push(method)
    if (wallet.dead === 'disconnected')
      throw { code: 4900, message: 'The provider is disconnected from all chains.' }
    if (wallet.dead === 'silent') await new Promise(() => undefined)
    if (wallet.rejects.has(method)) throw { code: 4001, message: 'User rejected the request.' }
    const [first, second] = (params ?? []) as [never, string]
    switch (method) {
      case 'eth_requestAccounts':
        authorized = true
        return [account.address]
      case 'eth_accounts':
        return authorized ? [account.address] : []
      case 'eth_chainId':
        return numberToHex(wallet.chainId)
      case 'wallet_addEthereumChain':
        known.add(Number((first as { chainId: Hex }).chainId))
        wallet.chainId = Number((first as { chainId: Hex }).chainId)
        return null
      case 'wallet_switchEthereumChain': {
        const wanted = Number((first as { chainId: Hex }).chainId)
        if (!known.has(wanted)) throw { code: 4902, message: 'Unrecognized chain.' }
        wallet.chainId = wanted
        return null
      }
      case 'eth_signTypedData_v4':
        return account.signTypedData?.(JSON.parse(second) as never)
      case 'eth_sendTransaction': {
        const { to, data, value } = first as { to: Hex; data?: Hex; value?: Hex }
        const transaction: AskedTransaction = {
          to,
          ...(data === undefined ? {} : { data }),
          ...(value === undefined ? {} : { value: BigInt(value) }),
        }
        return (wallet.onSend ?? client.sendTransaction)(transaction)
      }
      default:
        return client.request({ method, params } as Parameters<typeof client.request>[0])
    }
  }

  await page.exposeFunction('assayTestWallet', async (request: RpcRequest) => {
    try {
      const result = await answer(request)
      return { result, ...(wallet.tellsChain ? { chainId: wallet.chainId } : {}) }
    } catch (error) {
      const { code = -32_603, message = 'Internal error' } = error as {
        code?: number
        message?: string
      }
      return { error: { code, message } }
    }
  })
  await page.addInitScript(announce)
  return wallet
}

/** Runs in the page. */
function announce(): void {
  type Reply = { result?: unknown; chainId?: number; error?: { code: number; message: string } }
  const { assayTestWallet } = window as unknown as {
    assayTestWallet: (request: unknown) => Promise<Reply>
  }
  const listeners = new Map<string, Set<(value: unknown) => void>>()
  let lastChain: number | undefined
  const provider = {
    async request(request: unknown) {
      const { result, chainId, error } = await assayTestWallet(request)
      if (error !== undefined) throw Object.assign(new Error(error.message), { code: error.code })
      if (lastChain !== undefined && chainId !== undefined && lastChain !== chainId)
        for (const listen of listeners.get('chainChanged') ?? [])
          listen(`0x${chainId.toString(16)}`)
      lastChain = chainId
      return result
    },
    on(event: string, listen: (value: unknown) => void) {
      listeners.set(event, (listeners.get(event) ?? new Set()).add(listen))
    },
    removeListener(event: string, listen: (value: unknown) => void) {
      listeners.get(event)?.delete(listen)
    },
  }
  const info = {
    uuid: '0b1c9e6e-55f1-4a1c-9d6a-6a0b5f1f2a33',
    name: 'Test wallet',
    icon: 'data:image/svg+xml,<svg xmlns="http://www.w3.org/2000/svg"/>',
    rdns: 'test.assay.wallet',
  }
  const tell = () =>
    window.dispatchEvent(
      new CustomEvent('eip6963:announceProvider', { detail: Object.freeze({ info, provider }) }),
    )
  window.addEventListener('eip6963:requestProvider', tell)
  tell()
}
