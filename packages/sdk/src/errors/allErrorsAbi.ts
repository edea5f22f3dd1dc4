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
