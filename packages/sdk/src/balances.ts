/**
 * Money: what accounts have in the ledger and in their wallets. Amounts are in the token's smallest unit.
 *
 * @module
 */
import { ledgerAbi, ledgerCalls } from '@assay/protocol'
import { type Address, erc20Abi, type Hex } from 'viem'
import { readContract } from 'viem/actions'
import { BaseError } from './errors/BaseError.ts'
import { explained } from './errors/explainChainError.ts'
import { AccountMissingError } from './errors/namedErrors.ts'
import { allowLedger, type FundingStep } from './funding.ts'
import type { AssayClient } from './types/client.ts'
import { openWriter, type ReadParameters, type WriteParameters, write } from './write.ts'

/** What `balances.get` takes. */
export type GetParameters = ReadParameters & {
  /** Whose; the client's account by default. */
  address?: Address
}

/** What an account has, in the token's smallest unit. */
export type Balance = {
  /** In the ledger, free to use or withdraw. */
  free: bigint
  /** In the ledger, at stake in requests, jobs, disputes and stakes. */
  locked: bigint
  /** The token in the wallet. */
  wallet: bigint
}

/** What an account has: in the ledger, and of the token itself. */
export function get(client: AssayClient, parameters: GetParameters): Promise<Balance> {
  return explained(async () => {
    const { deployment, address = client.account?.address } = parameters
    if (address === undefined) throw new AccountMissingError()
    const ledger = { address: deployment.ledger, abi: ledgerAbi, args: [address] } as const
    const token = { address: deployment.token, abi: erc20Abi, args: [address] } as const
    const [free, locked, wallet] = await Promise.all([
      readContract(client, { ...ledger, functionName: 'balanceOf' }),
      readContract(client, { ...ledger, functionName: 'lockedOf' }),
      readContract(client, { ...token, functionName: 'balanceOf' }),
    ])
    return { free, locked, wallet }
  })
}

/** How amounts of the token are written. */
export type Token = { symbol: string; decimals: number }

/** Reads how amounts of the token are written. */
export function getToken(client: AssayClient, parameters: ReadParameters): Promise<Token> {
  return explained(async () => {
    const token = { address: parameters.deployment.token, abi: erc20Abi } as const
    const [symbol, decimals] = await Promise.all([
      readContract(client, { ...token, functionName: 'symbol' }),
      readContract(client, { ...token, functionName: 'decimals' }),
    ])
    return { symbol, decimals }
  })
}

/** What `balances.deposit` takes. */
export type DepositParameters = WriteParameters & {
  amount: bigint
  /** Called before each thing that the wallet is asked for. */
  onStep?: ((step: FundingStep) => void) | undefined
}

/**
 * Moves tokens from the wallet into the ledger: with a signed permit in one transaction, or after an approval.
 *
 * @returns the hash of the deposit's transaction
 */
export function deposit(client: AssayClient, parameters: DepositParameters): Promise<Hex> {
  return explained(async () => {
    const { deployment, amount, onStep } = parameters
    if (amount <= 0n) {
      throw new BaseError('There is nothing to deposit.', { remedy: 'Give an amount above zero.' })
    }
    const writer = await openWriter(client, parameters)
    const permit = await allowLedger(client, writer, { deployment, amount, onStep })
    const deposited = { account: writer.account.address, amount }
    return writer.send(
      permit === undefined
        ? ledgerCalls.deposit(deployment, deposited)
        : ledgerCalls.depositWithPermit(deployment, { ...deposited, permit }),
    )
  })
}

/** What `balances.withdraw` takes. */
export type WithdrawParameters = WriteParameters & {
  amount: bigint
  /** Where to; the account itself by default. */
  to?: Address
}

/**
 * Pays tokens out of the free balance.
 *
 * @returns the transaction's hash
 */
export function withdraw(client: AssayClient, parameters: WithdrawParameters): Promise<Hex> {
  return explained(async () => {
    const { deployment, amount } = parameters
    const { account, send } = await openWriter(client, parameters)
    const { to = account.address } = parameters
    return send(ledgerCalls.withdraw(deployment, { amount, to }))
  })
}

/** What `balances.transfer` takes. */
export type TransferParameters = WriteParameters & { receiver: Address; amount: bigint }

/**
 * Moves a part of the free balance to another account, without any token leaving the ledger.
 *
 * @returns the transaction's hash
 */
export function transfer(client: AssayClient, parameters: TransferParameters): Promise<Hex> {
  return write(client, parameters, ledgerCalls.transfer(parameters.deployment, parameters))
}

/** What `balances.approve` takes. */
export type ApproveParameters = WriteParameters & {
  /** A contract whose code you know, such as the deployment's schedule. */
  spender: Address
  /** In place of what it was allowed before. */
  amount: bigint
}

/**
 * Lets a contract move up to an amount of the caller's free balance. What the schedule may move is the budget of all the caller's
 * plans. Requests, claims and disputes need no allowance.
 *
 * @returns the transaction's hash
 */
export function approve(client: AssayClient, parameters: ApproveParameters): Promise<Hex> {
  return write(client, parameters, ledgerCalls.approve(parameters.deployment, parameters))
}

/** What `balances.getAllowance` takes. */
export type GetAllowanceParameters = ReadParameters & { owner: Address; spender: Address }

/** How much of an account's free balance a contract may still move. */
export function getAllowance(
  client: AssayClient,
  parameters: GetAllowanceParameters,
): Promise<bigint> {
  const { deployment, owner, spender } = parameters
  return explained(() =>
    readContract(client, {
      address: deployment.ledger,
      abi: ledgerAbi,
      functionName: 'allowance',
      args: [owner, spender],
    }),
  )
}
