import { existsSync, readFileSync } from 'node:fs'
import { readProgram } from '@assay/program'
import { openProgram } from '@assay/program/node'
import {
  checkEvidence,
  decodeEvidence,
  type Evidence,
  type EvidenceCheck,
  EvidenceError,
  evidenceExitCode,
} from '@assay/sdk'
import { EXIT_CODES, ServiceError } from '@assay/service'
import { Command } from 'commander'
import type { Hex } from 'viem'

/** A file that is no evidence (docs/evidence.md). */
const NO_EVIDENCE = 10

type Options = { json?: true; run: boolean }

const words: Record<EvidenceCheck['status'], string> = {
  pass: 'holds',
  fail: 'FAILS',
  unknown: 'open',
  'not-run': 'not run',
}

/** `assay verify`. */
export function verifyCommand(print = (text: string) => void process.stdout.write(text)): Command {
  return new Command('verify')
    .description('Check a saved result from its own bytes, without a chain: evidence.json')
    .argument('<evidence.json>', 'the file that was saved')
    .option('--no-run', 'leave out running the model again')
    .option('--json', 'print the checks as JSON')
    .addHelpText(
      'after',
      '\nExit codes: 0 all holds that the file can show, 10 no evidence or altered, 11 signature, 12 other bytes than were signed,\n14 the model gives another output, 15 refuted, 16 something could not be checked. docs/evidence.md says what each field proves.',
    )
    .action((path: string, options: Options) => verify(path, options, print))
}

async function verify(path: string, options: Options, print: (text: string) => void) {
  if (!existsSync(path))
    throw new ServiceError(`${path} does not exist.`, { exitCode: EXIT_CODES.notFound })
  const read = parse(path)
  const checks = await checkEvidence({ ...read, ...(options.run ? { run } : {}) })
  const exitCode = evidenceExitCode(checks)
  print(
    options.json
      ? `${JSON.stringify({ job: read.evidence.job, exitCode, checks }, null, 2)}\n`
      : describe(read.evidence, checks),
  )
  process.exitCode = exitCode
}

function parse(path: string) {
  try {
    return decodeEvidence(readFileSync(path, 'utf8'))
  } catch (error) {
    if (!(error instanceof EvidenceError)) throw error
    throw new ServiceError(`${path}: ${error.message}`, { exitCode: NO_EVIDENCE, cause: error })
  }
}

async function run(file: Uint8Array, modelId: Hex, input: Uint8Array): Promise<Uint8Array> {
  const { program } = await readProgram(file, { modelId })
  const session = await openProgram(program)
  try {
    return await session.run(input)
  } finally {
    await session.close()
  }
}

function describe({ job, model, receipt }: Evidence, checks: readonly EvidenceCheck[]): string {
  const time = new Date(Number(receipt.completedAt) * 1_000).toISOString()
  const lines = checks.flatMap(({ title, status, detail, expected, actual }) => [
    `${words[status].padEnd(8)} ${title.padEnd(18)} ${detail}`,
    ...(status === 'fail' && expected !== undefined
      ? [`${' '.repeat(28)}expected ${expected}`, `${' '.repeat(28)}found    ${actual}`]
      : []),
  ])
  return [
    `job ${job}`,
    `${model.name} version ${model.version}, signed ${time} by ${receipt.worker}`,
    '',
    ...lines,
    '',
  ].join('\n')
}
