import type { Account, Chain, Client, Transport } from 'viem'

/** Any viem client: public, wallet, or one of wagmi's. Actions that write need an account on it, or as a parameter. */
export type AssayClient = Client<Transport, Chain | undefined, Account | undefined>
