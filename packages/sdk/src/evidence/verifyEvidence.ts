import {
  byteLength,
  fromHex,
  type LoadedProgram,
  modelId,
  PROFILE_EXACT,
  readProgram,
  type Session,
  tensorRoot,
} from '@assay/program'
import {
  type Deployment,
  hashReceipt,
  hashRequest,
  KEY_SCOPES,
  keyRegistryAbi,
  modelRegistryAbi,
} from '@assay/protocol'
import {
  type Hex,
  hexToString,
  isAddressEqual,
  keccak256,
  type RpcLog,
  recoverAddress,
  size,
} from 'viem'
import { getBlock, getChainId } from 'viem/actions'
import { explainChainError } from '../errors/explainChainError.ts'
import { JOB_EVENTS, jobsFromLogs } from '../history/jobs.ts'
import { get as getJob } from '../jobs.ts'
import { decodeLogs, eventsOf } from '../logs.ts'
import type { Check, CheckStatus } from '../types/check.ts'
import type { AssayClient } from '../types/client.ts'
import type { Job, Seat } from '../types/job.ts'
import type { ModelCard } from '../types/model.ts'
import { checkReexecution } from '../verify/checkReexecution.ts'
import { checkInputRoot, checkOutputRoot, compare } from '../verify/checkRoots.ts'
import { isSignedBy } from '../verify/isSignedBy.ts'
import { seatOf } from '../verify/seats.ts'
import type { Header } from './blockRlp.ts'
import type { EvidenceFile } from './evidenceFile.ts'
import { provenEvents } from './provenEvents.ts'

/** What a process ends with, by the check that failed (docs/evidence.md). */
export const EVIDENCE_EXIT_CODES = {
  malformed: 10,
  signature: 11,
  digest: 12,
  notOnChain: 13,
  differs: 14,
  rejected: 15,
  incomplete: 16,
} as const

/** What is checked of an evidence file. */
export type EvidenceCheckId =
  | 'digest'
  | 'proofs'
  | 'request'
  | 'input'
  | 'output'
  | 'signature'
  | 'model'
  | 'reexecution'
  | 'verdict'
  | 'chain'

/** One check of an evidence file, with the code that a process ends with where it fails. */
export type EvidenceCheck = Omit<Check, 'id'> & { id: EvidenceCheckId; exitCode: number }

/** What an evidence file shows. */
export type EvidenceVerdict = {
  checks: EvidenceCheck[]
  /** 0 where nothing failed and nothing was lacking. */
  exitCode: number
  /** The job as its proven events tell it; absent where they do not. */
  job?: Job
  /** The answer's seat. */
  seat?: Seat
  /** The model as it was published. */
  model?: { name: string; version: number; profile: Hex; card?: ModelCard }
  /** The bytes, as they were submitted. */
  input?: Uint8Array
  output?: Uint8Array
}

/** What `verifyEvidence` takes besides the file. */
export type VerifyEvidenceParameters = {
  /** Opens an exact program's file, after it has been read through the load gate. Without it, nothing is run. */
  open?: (program: LoadedProgram) => Promise<Pick<Session, 'run'>>
  /** Where a chain is asked as well: a client, and the deployment that is believed to be the real one. */
  chain?: { client: AssayClient; deployment: Deployment }
}

/**
 * Makes every check of an evidence file, in a fixed order. Without `chain` it needs no network.
 *
 * @param file as `readEvidence` gave it
 */
export async function verifyEvidence(
  file: EvidenceFile,
  parameters: VerifyEvidenceParameters = {},
): Promise<EvidenceVerdict> {
  const told = tell(file)
  const { job, seat, publication } = told
  const output = bytesOf(file.output ?? seat?.output)
  const input = bytesOf(file.input ?? job?.input.data)
  const receipt = seat?.receipt
  const isExact = publication?.profile === PROFILE_EXACT
  const program = isExact ? await readProgramOf(file, publication.root) : undefined
  const loaded = program && 'program' in program ? program : undefined
  const lengths = loaded?.program.outputs.map((step) =>
    byteLength(loaded.program.steps[step]!.output),
  )
  const { open } = parameters
  const reexecution = await checkReexecution(receipt?.outputRoot, input, {
    ...(publication === undefined ? {} : { inputLength: publication.inputBytes }),
    ...(lengths === undefined ? {} : { outputLengths: lengths }),
    ...(loaded && open
      ? { reexecute: async (bytes: Uint8Array) => (await open(loaded)).run(bytes) }
      : {}),
  })
  const missing = 'The events of the job cannot be read from the file.'
  const checks: EvidenceCheck[] = [
    {
      ...compare(
        { id: 'chain', title: 'File', expected: file.statedDigest },
        file.digest,
        'the digest of what the file holds',
        'the digest that it states',
      ),
      id: 'digest',
      exitCode: EVIDENCE_EXIT_CODES.digest,
    },
    proofsOf(told),
    job
      ? named('request', EVIDENCE_EXIT_CODES.digest, requestOf(file, job))
      : lacking('request', 'Request', missing),
    named(
      'input',
      EVIDENCE_EXIT_CODES.digest,
      job ? await checkInputRoot(job.request.inputRoot, input) : lacking('input', 'Input', missing),
      'The file does not hold the input bytes, and they are not on chain.',
    ),
    named(
      'output',
      EVIDENCE_EXIT_CODES.digest,
      await checkOutputRoot(receipt?.outputRoot, output, lengths),
      'The file does not hold the output bytes, and they are not on chain.',
    ),
    job && seat
      ? await signatureOf(file, told, job, seat, parameters.chain?.client)
      : lacking('signature', 'Signature', missing),
    job ? await modelOf(file, told, job, program) : lacking('model', 'Model', missing),
    reexecutionOf(reexecution, { isFloat: publication !== undefined && !isExact, loaded }),
    verdictOf(job, file.head.timestamp),
    await chainOf(file, told, parameters.chain),
  ]
  const failed = checks.filter(({ status }) => status === 'fail').map(({ exitCode }) => exitCode)
  const isIncomplete = checks.some(({ status }) => status === 'unknown')
  return {
    checks,
    exitCode:
      failed.length > 0 ? Math.min(...failed) : isIncomplete ? EVIDENCE_EXIT_CODES.incomplete : 0,
    ...(job === undefined ? {} : { job }),
    ...(seat === undefined ? {} : { seat }),
    ...(publication === undefined ? {} : { model: { ...publication, ...cardOf(file) } }),
    ...(input === undefined ? {} : { input }),
    ...(output === undefined ? {} : { output }),
  }
}

type Publication = {
  name: string
  version: number
  profile: Hex
  root: Hex
  cardDigest: Hex
  inputBytes: number
}

/** What the proven events of a file say. */
type Told = {
  problem?: string
  blocks: readonly Header[]
  logs: RpcLog[]
  job?: Job
  seat?: Seat
  publication?: Publication
}

function tell(file: EvidenceFile): Told {
  const proven = provenEvents(file.blocks)
  if ('problem' in proven) return { problem: proven.problem, blocks: [], logs: [] }
  const { logs, blocks } = proven
  const { contracts } = file
  const of = (...addresses: Hex[]) =>
    logs.filter(({ address }) => addresses.some((other) => isAddressEqual(address, other)))
  try {
    const events = decodeLogs(JOB_EVENTS, of(contracts.market, contracts.multiSeatMarket)).filter(
      ({ args }) => args.job === file.job,
    )
    const times = new Map(blocks.map(({ number, timestamp }) => [BigInt(number), timestamp]))
    const [job] = jobsFromLogs(events, (number) => times.get(number) ?? 0, file.head.timestamp)
    const seat = job && seatOf(job, file.seat)
    const published = decodeLogs(
      eventsOf(modelRegistryAbi, 'ModelPublished'),
      of(contracts.modelRegistry),
    ).find(({ args }) => args.modelId === job?.request.model)
    return {
      blocks,
      logs,
      ...(job === undefined ? {} : { job }),
      ...(seat === undefined ? {} : { seat }),
      ...(published === undefined
        ? {}
        : {
            publication: { ...published.args.publication, version: Number(published.args.version) },
          }),
    }
  } catch (error) {
    const [line = ''] = (error as Error).message.split('\n')
    return { problem: `The events cannot be read: ${line}`, blocks, logs }
  }
}

function named(
  id: EvidenceCheckId,
  exitCode: number,
  check: Omit<Check, 'id'>,
  lacks = check.detail,
): EvidenceCheck {
  return { ...check, id, exitCode, detail: check.status === 'unknown' ? lacks : check.detail }
}

function lacking(id: EvidenceCheckId, title: string, detail: string): EvidenceCheck {
  return { id, title, status: 'unknown', detail, exitCode: EVIDENCE_EXIT_CODES.incomplete }
}

function proofsOf({ problem, blocks, job }: Told): EvidenceCheck {
  const check = { id: 'proofs', title: 'Proofs', exitCode: EVIDENCE_EXIT_CODES.notOnChain } as const
  if (problem !== undefined) return { ...check, status: 'fail', detail: problem }
  if (job === undefined) {
    return {
      ...check,
      status: 'fail',
      detail: 'No proven event begins the job that the file names.',
    }
  }
  return {
    ...check,
    status: 'pass',
    detail: `${job.steps.length} steps of the job happened in the ${blocks.length} blocks whose headers are in the file.`,
  }
}

function requestOf({ chainId, contracts, job: expected }: EvidenceFile, { request }: Job): Check {
  const digest = hashRequest({ chainId, ...contracts }, request)
  return compare(
    { id: 'requestDigest', title: 'Request', expected },
    digest,
    "the digest of the request's fields",
    "the job's id",
  )
}

/** When a seat's result came: the block of the step that tells it. */
function answeredAt({ steps }: Job, { worker }: Seat): number {
  const step = steps.find(
    ({ kind, actor }) =>
      (kind === 'submitted' || kind === 'fulfilled') &&
      actor !== undefined &&
      isAddressEqual(actor, worker),
  )
  return step?.timestamp ?? 0
}

async function signatureOf(
  { chainId, contracts, job: id }: EvidenceFile,
  { logs }: Told,
  job: Job,
  seat: Seat,
  client: AssayClient | undefined,
): Promise<EvidenceCheck> {
  const check = {
    id: 'signature',
    title: 'Signature',
    exitCode: EVIDENCE_EXIT_CODES.signature,
  } as const
  const { receipt, signature, signer, worker } = seat
  if (receipt === undefined || signature === undefined) {
    return {
      ...check,
      status: 'unknown',
      detail: 'There is no signed receipt of this seat in the events.',
    }
  }
  if (receipt.request !== id || !isAddressEqual(receipt.worker, worker)) {
    return {
      ...check,
      status: 'fail',
      expected: `${id}, worker ${worker}`,
      actual: `${receipt.request}, worker ${receipt.worker}`,
      detail: 'The receipt is of another request or another worker.',
    }
  }
  if (signer !== undefined) {
    const at = answeredAt(job, seat)
    const problem = keyProblem(logs, contracts.keyRegistry, worker, signer, at)
    if (problem)
      return { ...check, status: 'fail', expected: worker, actual: signer, detail: problem }
  }
  const expected = signer ?? worker
  const who = signer === undefined ? 'the worker' : `the key ${signer} of the worker ${worker}`
  const digest = hashReceipt({ chainId, ...contracts }, job.request, receipt)
  const maker =
    size(expected) === 20
      ? await recoverAddress({ hash: digest, signature }).catch(() => undefined)
      : undefined
  if (maker !== undefined && isAddressEqual(maker, expected as Hex)) {
    return {
      ...check,
      status: 'pass',
      expected,
      actual: maker,
      detail: `The receipt's signature (EIP-712, ECDSA) is that of ${who}.`,
    }
  }
  if (client !== undefined) {
    const told = await isSignedBy(client, { signer: expected, digest, signature }).catch(
      () => undefined,
    )
    if (told !== undefined) {
      return {
        ...check,
        status: told.valid ? 'pass' : 'fail',
        expected,
        actual: told.maker,
        detail: `The receipt's signature (EIP-712, ${told.rule}) is ${told.valid ? '' : 'not '}that of ${who}, says the chain.`,
      }
    }
  }
  // An account may be a contract, which decides by itself what it stands by. A signature of another length is no key's.
  const isContractPossible = size(expected) > 20 || size(signature) !== 65 || maker === undefined
  return isContractPossible
    ? {
        ...check,
        status: 'unknown',
        expected,
        detail: `Whether ${who} signed is for its contract to say, on the chain.`,
      }
    : {
        ...check,
        status: 'fail',
        expected,
        actual: maker,
        detail: `The receipt's signature (EIP-712) is not that of ${who}.`,
      }
}

/** Why a key could not sign for a worker at a time; undefined where it could. */
function keyProblem(
  logs: readonly RpcLog[],
  keyRegistry: Hex,
  worker: Hex,
  signer: Hex,
  at: number,
): string | undefined {
  const events = decodeLogs(
    eventsOf(keyRegistryAbi, 'KeySet', 'KeyRevoked'),
    logs.filter(({ address }) => isAddressEqual(address, keyRegistry)),
  ).filter(
    ({ args }) => isAddressEqual(args.account, worker) && args.signerHash === keccak256(signer),
  )
  const set = events.find((event) => event.eventName === 'KeySet')
  if (set?.eventName !== 'KeySet')
    return `The file does not show that the worker ${worker} listed the key ${signer}.`
  const { scope, validFrom, validUntil } = set.args
  const ends = events.map(({ args }) => Number(args.validUntil))
  const until = Math.min(Number(validUntil), ...ends)
  if ((scope & KEY_SCOPES.work) === KEY_SCOPES.work && at >= Number(validFrom) && at < until) return
  return `The key ${signer} was not one that the worker ${worker} had listed for work when the result came.`
}

/** The program in a file, where it is the one with this root. */
async function readProgramOf(
  { program }: EvidenceFile,
  root: Hex,
): Promise<LoadedProgram | { problem: string } | undefined> {
  const bytes = bytesOf(program)
  if (bytes === undefined) return undefined
  try {
    return await readProgram(bytes, { root })
  } catch (error) {
    return { problem: (error as Error).message }
  }
}

async function modelOf(
  file: EvidenceFile,
  { publication }: Told,
  job: Job,
  program: LoadedProgram | { problem: string } | undefined,
): Promise<EvidenceCheck> {
  const expected = job.request.model
  const check = {
    id: 'model',
    title: 'Model',
    expected,
    exitCode: EVIDENCE_EXIT_CODES.digest,
  } as const
  if (publication === undefined) {
    return {
      ...check,
      status: 'unknown',
      detail: 'The file does not show that the model was published.',
    }
  }
  const { name, version, profile, root, cardDigest } = publication
  const what = `"${name}" version ${version}`
  const fail = (detail: string, actual: string) => ({
    ...check,
    status: 'fail' as const,
    actual,
    detail,
  })
  const id = await modelId(profile, root)
  if (id !== expected) return fail(`The id of ${what} is not the request's model.`, id)
  const bytes = bytesOf(file.card)
  if (bytes !== undefined) {
    const digest = bytes.length === 0 ? 'no bytes' : await tensorRoot(bytes)
    if (digest !== cardDigest) {
      return {
        ...fail(`The card in the file is not that of ${what}.`, digest),
        expected: cardDigest,
      }
    }
  }
  if (program && 'problem' in program) {
    return fail(`The program in the file is not that of ${what}: ${program.problem}`, id)
  }
  return {
    ...check,
    actual: id,
    status: 'pass',
    detail: `The request's model is ${what}, by its published profile and root.`,
  }
}

function reexecutionOf(
  check: Check,
  { isFloat, loaded }: { isFloat: boolean; loaded: LoadedProgram | undefined },
): EvidenceCheck {
  const rest = { ...check, id: 'reexecution' as const, exitCode: EVIDENCE_EXIT_CODES.differs }
  if (isFloat) {
    return {
      ...rest,
      status: 'not-run',
      detail:
        'The model is a float model: honest machines may differ in the last bits, so a difference proves nothing.',
    }
  }
  if (loaded === undefined) {
    return {
      ...rest,
      status: 'unknown',
      detail: 'The file does not hold the program, so the answer cannot be computed again from it.',
    }
  }
  return rest
}

const UNDECIDED: Partial<Record<Job['state'], string>> = {
  submitted: 'The answer was submitted, and not decided yet.',
  revealing: 'The answers of several workers were being opened.',
  void: 'Nobody judged the answer in time, and the fee went back.',
}

function verdictOf(job: Job | undefined, time: number): EvidenceCheck {
  const check = { id: 'verdict', title: 'Verdict', exitCode: EVIDENCE_EXIT_CODES.rejected } as const
  const by = `as of ${new Date(1_000 * time).toISOString()}`
  if (job === undefined)
    return {
      ...check,
      status: 'unknown',
      detail: 'The events of the job cannot be read from the file.',
    }
  if (job.state === 'accepted')
    return { ...check, status: 'pass', detail: `The market accepted the answer, ${by}.` }
  if (job.state === 'rejected')
    return { ...check, status: 'fail', detail: `The market rejected the answer, ${by}.` }
  const status: CheckStatus = 'not-run'
  return {
    ...check,
    status,
    detail: `${UNDECIDED[job.state] ?? `The job was ${job.state}.`} This is ${by}.`,
  }
}

async function chainOf(
  file: EvidenceFile,
  { blocks, job }: Told,
  chain: VerifyEvidenceParameters['chain'],
): Promise<EvidenceCheck> {
  const check = { id: 'chain', title: 'Chain', exitCode: EVIDENCE_EXIT_CODES.notOnChain } as const
  if (chain === undefined) {
    return {
      ...check,
      status: 'not-run',
      detail:
        'No chain was asked. Its block hashes are the word of the account that made the file, and what came later is not in it.',
    }
  }
  const { client, deployment } = chain
  try {
    const chainId = await getChainId(client)
    const other = (Object.entries(file.contracts) as [keyof EvidenceFile['contracts'], Hex][]).find(
      ([name, address]) => !isAddressEqual(deployment[name], address),
    )
    if (chainId !== file.chainId || deployment.chainId !== file.chainId || other) {
      const [name, address] = other ?? ['chainId', String(file.chainId)]
      return {
        ...check,
        status: 'fail',
        expected: String(other ? deployment[other[0]] : chainId),
        actual: address,
        detail: `The file is of another deployment: its ${name} is not the one that was asked about.`,
      }
    }
    for (const { number, hash } of blocks) {
      const { hash: actual } = await getBlock(client, { blockNumber: BigInt(number) })
      if (actual === hash) continue
      return {
        ...check,
        status: 'fail',
        expected: hash,
        actual,
        detail: `Block ${number} of the chain is another one than in the file.`,
      }
    }
    const now = await getJob(client, { deployment, jobId: file.job })
    if (now.state === 'rejected' && job?.state !== 'rejected') {
      return {
        ...check,
        exitCode: EVIDENCE_EXIT_CODES.rejected,
        status: 'fail',
        detail: 'The market has rejected the answer since the file was made.',
      }
    }
    return {
      ...check,
      status: 'pass',
      detail: `All ${blocks.length} blocks are on the chain, where the job is ${now.state} now.`,
    }
  } catch (error) {
    return {
      ...check,
      status: 'unknown',
      detail: `The chain cannot be read: ${explainChainError(error).shortMessage}`,
    }
  }
}

function cardOf({ card }: EvidenceFile): { card?: ModelCard } {
  if (card === null) return {}
  try {
    return { card: JSON.parse(hexToString(card)) as ModelCard }
  } catch {
    return {}
  }
}

function bytesOf(hex: Hex | null | undefined): Uint8Array | undefined {
  return hex === undefined || hex === null || hex === '0x' ? undefined : fromHex(hex)
}
