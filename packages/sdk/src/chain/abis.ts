import {
  digitTallyAbi,
  disputeGameAbi,
  keyRegistryAbi,
  ledgerAbi,
  marketsAbi,
  modelRegistryAbi,
  optimisticVerifierAbi,
  priceFeedInputAbi,
  quorumVerifierAbi,
  refereeAbi,
  scheduleAbi,
  signatureVerifierAbi,
  testTokenAbi,
  workerRegistryAbi,
} from '@assay/protocol'
import type { Abi } from 'viem'

type AbiError = Extract<Abi[number], { type: 'error' }>

const onlyErrors = (abi: Abi) => abi.filter((item): item is AbiError => item.type === 'error')

const CONTRACTS = [
  ledgerAbi,
  marketsAbi,
  modelRegistryAbi,
  keyRegistryAbi,
  workerRegistryAbi,
  scheduleAbi,
  priceFeedInputAbi,
  digitTallyAbi,
  signatureVerifierAbi,
  optimisticVerifierAbi,
  quorumVerifierAbi,
  disputeGameAbi,
  refereeAbi,
  testTokenAbi,
] as const

/** The errors of every contract that a call may meet, each once. */
export const allErrorsAbi: readonly AbiError[] = [
  ...new Map(
    CONTRACTS.flatMap((abi) => onlyErrors(abi as Abi)).map((error) => [
      `${error.name}(${error.inputs.map(({ type }) => type).join(',')})`,
      error,
    ]),
  ).values(),
]

/** The parts of an ERC-20 with EIP-2612 and ERC-5267 that the SDK uses, of the token in which the ledger counts. */
export const tokenAbi = [
  {
    type: 'function',
    name: 'balanceOf',
    stateMutability: 'view',
    inputs: [{ name: 'account', type: 'address' }],
    outputs: [{ type: 'uint256' }],
  },
  {
    type: 'function',
    name: 'decimals',
    stateMutability: 'view',
    inputs: [],
    outputs: [{ type: 'uint8' }],
  },
  {
    type: 'function',
    name: 'symbol',
    stateMutability: 'view',
    inputs: [],
    outputs: [{ type: 'string' }],
  },
  {
    type: 'function',
    name: 'allowance',
    stateMutability: 'view',
    inputs: [
      { name: 'owner', type: 'address' },
      { name: 'spender', type: 'address' },
    ],
    outputs: [{ type: 'uint256' }],
  },
  {
    type: 'function',
    name: 'nonces',
    stateMutability: 'view',
    inputs: [{ name: 'owner', type: 'address' }],
    outputs: [{ type: 'uint256' }],
  },
  {
    type: 'function',
    name: 'eip712Domain',
    stateMutability: 'view',
    inputs: [],
    outputs: [
      { name: 'fields', type: 'bytes1' },
      { name: 'name', type: 'string' },
      { name: 'version', type: 'string' },
      { name: 'chainId', type: 'uint256' },
      { name: 'verifyingContract', type: 'address' },
      { name: 'salt', type: 'bytes32' },
      { name: 'extensions', type: 'uint256[]' },
    ],
  },
] as const
