import { modelId, outputRoot, PROFILE_EXACT, readProgram, tensorRoot } from '@assay/program'
import { hashReceipt, hashRequest } from '@assay/protocol'
import { type Hex, isAddressEqual, isHex, recoverAddress, size } from 'viem'
import type { ReadEvidence } from './evidenceFile.ts'
import type { EvidenceCheck, EvidenceCheckId } from './types.ts'

/** With which code `assay verify` ends where a check fails, the worst first: it names the first of them. */
export const EVIDENCE_EXIT_CODES: readonly (readonly [EvidenceCheckId, number])[] = [
  ['receiptSignature', 11],
  ['requestDigest', 12],
  ['inputRoot', 12],
  ['receipt', 12],
  ['outputRoot', 12],
  ['model', 12],
  ['card', 12],
  ['program', 12],
  ['whole', 10],
  ['reexecution', 14],
  ['standing', 15],
]

/** Where something that the file has to prove could not be checked. */
const INCOMPLETE = 16

export type CheckEvidenceParameters = ReadEvidence & {
  /** Runs the program on the input; without it nothing is computed again. */
  run?: (program: Uint8Array, modelId: Hex, input: Uint8Array) => Promise<Uint8Array>
}

/**
 * Checks evidence from its own bytes: asks no chain and opens no connection. What the chain made of the result later is not in the
 * file, so the check named standing is never a pass.
 *
 * @returns one entry for each check, always all of them, in a fixed order
 */
export async function checkEvidence(parameters: CheckEvidenceParameters): Promise<EvidenceCheck[]> {
  const { evidence, digest, actualDigest } = parameters
  const { request, receipt, model, card, program, standing, outputLengths } = evidence
  // The file names the one market that its request is for, whatever its number of seats.
  const { chainId, market } = evidence.place
  const place = { chainId, market, multiSeatMarket: market }
  const checks: EvidenceCheck[] = [
    compared('whole', 'File', digest, actualDigest, 'the digest of all other fields'),
    compared(
      'requestDigest',
      'Request',
      evidence.job,
      hashRequest(place, request),
      "the digest of the request's fields",
    ),
    compared(
      'inputRoot',
      'Input',
      request.inputRoot,
      await rootOf(evidence.input),
      'the input’s root',
    ),
    compared(
      'receipt',
      'Receipt',
      evidence.job,
      receipt.request,
      'the request that the receipt names',
    ),
    await checkSignature(parameters, hashReceipt(place, request, receipt)),
    compared(
      'outputRoot',
      'Output',
      receipt.outputRoot,
      await outputsRoot(evidence.output, outputLengths),
      'the output’s root',
    ),
    checkProfile(
      compared(
        'model',
        'Model',
        request.model,
        await modelId(model.profile, model.root),
        'the id that profile and root give',
      ),
      { signed: receipt.profile, published: model.profile },
    ),
    card.length === 0
      ? {
          ...{ id: 'card', title: 'Card', status: 'not-run' },
          detail: 'The file holds no card, so the output has no words.',
        }
      : compared('card', 'Card', model.cardDigest, await rootOf(card), 'the card’s digest'),
    await checkProgram(program, request.model),
  ]
  checks.push(await checkRun(parameters, checks))
  const isRefuted = standing.state === 'rejected'
  checks.push({
    id: 'standing',
    title: 'Standing',
    status: isRefuted ? 'fail' : 'unknown',
    detail: `An endpoint said at block ${standing.blockNumber} that the job was ${standing.state}. ${
      isRefuted
        ? 'So the result was refuted.'
        : 'Whether the chain stands by it now is not in this file.'
    }`,
  })
  return checks
}

/** How `assay verify` ends: 0 where everything holds that the file can show. */
export function evidenceExitCode(checks: readonly EvidenceCheck[]): number {
  for (const [id, code] of EVIDENCE_EXIT_CODES)
    if (checks.some((check) => check.id === id && check.status === 'fail')) return code
  const isOpen = checks.some(({ id, status }) => status === 'unknown' && id !== 'standing')
  return isOpen ? INCOMPLETE : 0
}

function compared(
  id: EvidenceCheckId,
  title: string,
  expected: string,
  actual: string,
  what: string,
): EvidenceCheck {
  const equal = expected.toLowerCase() === actual.toLowerCase()
  const detail = `${what} ${equal ? 'is the one that the file names' : 'is another than the file names'}.`
  return {
    ...{ id, title, expected, actual },
    status: equal ? 'pass' : 'fail',
    detail: detail.charAt(0).toUpperCase() + detail.slice(1),
  }
}

async function checkSignature({ evidence }: ReadEvidence, digest: Hex): Promise<EvidenceCheck> {
  const { receipt, signature, signer, rule } = evidence
  const check = { id: 'receiptSignature', title: 'Receipt signature' } as const
  if (rule !== 'ECDSA')
    return {
      ...check,
      status: 'unknown',
      detail: `The worker signed by ${rule}: only its contract on the chain can tell whether it stands by this.`,
    }
  const expected = signer === '0x' ? receipt.worker : signer
  if (!isHex(expected) || size(expected) !== 20)
    return { ...check, expected, status: 'fail', detail: 'The signer is no account.' }
  const actual = await recoverAddress({ hash: digest, signature }).catch(() => undefined)
  const holds = actual !== undefined && isAddressEqual(actual, expected)
  return {
    ...check,
    expected,
    actual: actual ?? 'no valid signature',
    status: holds ? (signer === '0x' ? 'pass' : 'unknown') : 'fail',
    detail: !holds
      ? 'The signature over the receipt (EIP-712) is not that of the signer.'
      : signer === '0x'
        ? 'The signature over the receipt (EIP-712) is that of the worker.'
        : 'The signature is that of the key; only the chain tells whether the worker had listed it.',
  }
}

/** A worker says which runtime it used; that of another model is a contradiction. */
function checkProfile(
  check: EvidenceCheck,
  { signed, published }: { signed: Hex; published: Hex },
): EvidenceCheck {
  if (check.status === 'fail' || signed === published) return check
  return {
    ...check,
    expected: published,
    actual: signed,
    status: 'fail',
    detail: 'The receipt names another runtime profile than the model has.',
  }
}

async function checkProgram(program: Uint8Array, id: Hex): Promise<EvidenceCheck> {
  const check = { id: 'program', title: 'Program' } as const
  if (program.length === 0)
    return { ...check, status: 'not-run', detail: 'The file holds no program to run again.' }
  try {
    await readProgram(program, { modelId: id })
    return { ...check, status: 'pass', detail: 'The program is the one that the model’s id names.' }
  } catch (error) {
    const [reason = ''] = (error as Error).message.split('\n')
    return { ...check, status: 'fail', detail: `The program is not the model’s: ${reason}` }
  }
}

async function checkRun(
  { evidence, run }: CheckEvidenceParameters,
  checks: readonly EvidenceCheck[],
): Promise<EvidenceCheck> {
  const check = { id: 'reexecution', title: 'Re-execution' } as const
  const { program, request, input, receipt, outputLengths, model } = evidence
  const lacks = (id: EvidenceCheckId) => checks.find((each) => each.id === id)?.status !== 'pass'
  if (run === undefined || program.length === 0 || model.profile !== PROFILE_EXACT)
    return { ...check, status: 'not-run', detail: 'The model was not run again.' }
  if (lacks('program') || lacks('inputRoot'))
    return {
      ...check,
      status: 'not-run',
      detail: 'The model was not run again: its program or its input is not the right one.',
    }
  try {
    const output = await run(program, request.model, input)
    return compared(
      'reexecution',
      'Re-execution',
      receipt.outputRoot,
      await outputsRoot(output, outputLengths),
      'the root of the output computed here',
    )
  } catch (error) {
    const [reason = ''] = (error as Error).message.split('\n')
    return { ...check, status: 'unknown', detail: `The model could not be run: ${reason}` }
  }
}

async function rootOf(bytes: Uint8Array): Promise<string> {
  return bytes.length === 0 ? 'no bytes' : tensorRoot(bytes)
}

async function outputsRoot(bytes: Uint8Array, lengths: readonly number[]): Promise<string> {
  try {
    return await outputRoot(bytes, lengths)
  } catch (error) {
    return (error as Error).message
  }
}
