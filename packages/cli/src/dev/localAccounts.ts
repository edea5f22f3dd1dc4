import { type Hex, toHex } from 'viem'
import { type HDAccount, mnemonicToAccount } from 'viem/accounts'

/** Hardhat's public test mnemonic: everybody knows these keys, so they are only for a local chain. */
const MNEMONIC = 'test test test test test test test test test test test junk'

const account = (addressIndex: number): HDAccount => mnemonicToAccount(MNEMONIC, { addressIndex })

/** Deploys the contracts and publishes the sample models. */
export const localPublisher: HDAccount = account(0)
/** The wallet that the dApp offers to someone without one. */
export const localDemo: HDAccount = account(1)
/** Whom the stack's worker works for. */
export const localWorker: HDAccount = account(2)

/** Whose bonds the stack's watcher puts at stake. */
export const localWatcher: HDAccount = account(3)
/** The account of the stack's lying worker, where there is one. */
export const localLiar: HDAccount = account(4)

/** The private key of a local account, as a service's environment takes it. */
export function privateKeyOf(local: HDAccount): Hex {
  const key = local.getHdKey().privateKey
  if (!key) throw new Error(`the account ${local.address} has no private key`)
  return toHex(key)
}
