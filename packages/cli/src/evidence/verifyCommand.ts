import { openProgram } from '@assay/program/node'
import {
  type AssayClient,
  type EvidenceCheck,
  type EvidenceVerdict,
  type VerifyEvidenceParameters,
  verifyEvidence,
} from '@assay/sdk'
import { Command } from 'commander'
import { openReader } from '../client/openClient.ts'
import { type EvidenceSource, evidenceOf, withSource } from './evidenceCommand.ts'
import { evidenceIn, textOf } from './readEvidenceFile.ts'

type Options = EvidenceSource & { json?: true; rerun: boolean }

/** `assay verify`. */
export function verifyCommand(
  print: (text: string) => void = (text) => process.stdout.write(text),
): Command {
  return withSource(
    new Command('verify')
      .description(
        'Check an answer: from an evidence file, without a network, or of a job on the chain',
      )
      .argument('<evidence.json or job>', 'an evidence file, or the id of a job'),
  )
    .option('--no-rerun', 'do not compute the answer again')
    .option('--json', 'print the checks as JSON')
    .addHelpText(
      'after',
      `
A file is checked without a network, unless --rpc names a node to compare it with.
The exit code is that of the first failed check: 11 signature, 12 bytes or digests, 13 not on this chain,
14 another answer than computed here, 15 rejected; 10 where the file is no evidence, 16 where something is lacking.`,
    )
    .action((what: string, options: Options) => run(what, options, print))
}

async function run(what: string, options: Options, print: (text: string) => void): Promise<void> {
  const isJob = /^0x[0-9a-fA-F]{64}$/.test(what)
  const text = isJob ? await evidenceOf(what, options) : textOf(what)
  const chain = isJob || options.rpc !== undefined ? chainOf(options) : undefined
  const verdict = await verifyEvidence(evidenceIn(text, what), {
    ...(options.rerun ? { open: ({ program }) => openProgram(program) } : {}),
    ...(chain === undefined ? {} : { chain }),
  })
  print(options.json ? `${JSON.stringify(summary(verdict), null, 2)}\n` : describe(verdict))
  process.exitCode = verdict.exitCode
}

function chainOf(options: Options): VerifyEvidenceParameters['chain'] {
  const { client, deployment } = openReader(options)
  return { client: client as AssayClient, deployment }
}

const WORDS = { pass: 'holds', fail: 'FAILS', unknown: 'unknown', 'not-run': 'not run' } as const

function describe({ checks, exitCode, job, seat, model }: EvidenceVerdict): string {
  const lines: string[] = []
  if (job) lines.push(`job       ${job.id}`)
  if (model) lines.push(`model     ${model.name} @${model.version}`)
  if (seat) lines.push(`worker    ${seat.worker}`)
  if (seat?.receipt) {
    const at = new Date(1_000 * Number(seat.receipt.completedAt))
    lines.push(`signed    ${at.toISOString()} (the worker's word)`)
  }
  lines.push('')
  for (const check of checks) lines.push(...linesOf(check))
  lines.push('', headOf(checks, exitCode), '')
  return lines.join('\n')
}

function linesOf({ title, status, detail, expected, actual }: EvidenceCheck): string[] {
  const lines = [`${WORDS[status].padEnd(8)}  ${title}: ${detail}`]
  if (status === 'fail' && expected !== undefined) lines.push(`          expected ${expected}`)
  if (status === 'fail' && actual !== undefined) lines.push(`          found    ${actual}`)
  return lines
}

function headOf(checks: readonly EvidenceCheck[], exitCode: number): string {
  const count = (status: EvidenceCheck['status']) =>
    checks.filter((check) => check.status === status).length
  const counted = `${count('pass')} hold, ${count('fail')} fail, ${count('unknown')} unknown, ${count('not-run')} not run`
  if (exitCode === 0) return `Nothing failed: ${counted}.`
  if (count('fail') === 0) return `Incomplete: ${counted}.`
  return `Do not rely on this answer: ${counted}.`
}

/** What `--json` prints. */
function summary({ checks, exitCode, job, seat, model }: EvidenceVerdict) {
  return {
    exitCode,
    ...(job === undefined ? {} : { job: job.id, state: job.state }),
    ...(model === undefined ? {} : { model: { name: model.name, version: model.version } }),
    ...(seat === undefined ? {} : { worker: seat.worker, outputRoot: seat.outputRoot }),
    checks,
  }
}
