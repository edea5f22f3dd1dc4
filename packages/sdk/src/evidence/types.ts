import type { Receipt, Request } from '@assay/protocol'
import type { Address, Hex } from 'viem'
import type { JobState } from '../types/job.ts'

/** The format of evidence files that this library writes and reads. */
export const EVIDENCE_VERSION = 1

/** A result with everything that shows what it is, in one file: `docs/evidence.md` says what each field proves. */
export type Evidence = {
  version: typeof EVIDENCE_VERSION
  /** The chain and the market that the request and the receipt are signed for. */
  place: { chainId: number; market: Address }
  /** The job's id. */
  job: Hex
  request: Request
  /** The input's canonical bytes. */
  input: Uint8Array
  /** Which seat's result this is, from 0. */
  seat: number
  receipt: Receipt
  signature: Hex
  /** The key that signed for the worker (ERC-7913); '0x' where the worker's account signed itself. */
  signer: Hex
  /** By which rule the signature is checked: only ECDSA needs no chain. */
  rule: 'ECDSA' | 'ERC-1271' | 'ERC-7913'
  /** The outputs' canonical bytes, one after the other. */
  output: Uint8Array
  /** How many of them each output has. */
  outputLengths: readonly number[]
  model: { name: string; version: number; profile: Hex; root: Hex; cardDigest: Hex }
  /** The card's bytes; none where it was not to be had. */
  card: Uint8Array
  /** The exact program's file, so that the result can be computed again; none where it was left out. */
  program: Uint8Array
  /** What an endpoint said of the job when this was saved. Nothing in the file proves it. */
  standing: { state: JobState; blockNumber: number; blockHash: Hex; timestamp: number }
}

/** What is checked of evidence. */
export type EvidenceCheckId =
  | 'whole'
  | 'requestDigest'
  | 'inputRoot'
  | 'receipt'
  | 'receiptSignature'
  | 'outputRoot'
  | 'model'
  | 'card'
  | 'program'
  | 'reexecution'
  | 'standing'

/** One check of evidence, and with which code `assay verify` ends if it is the first that fails. */
export type EvidenceCheck = {
  id: EvidenceCheckId
  title: string
  status: 'pass' | 'fail' | 'unknown' | 'not-run'
  expected?: string
  actual?: string
  detail: string
}
