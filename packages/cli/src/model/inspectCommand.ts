import { createReadStream, existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { type LoadedProgram, ProgramError, readProgram } from '@assay/program'
import { describeSteps, type StepDescription } from '@assay/program/compile'
import { EXIT_CODES, ServiceError } from '@assay/service'
import { Command } from 'commander'
import { type CardFigures, readCard } from './programCard.ts'

type Options = { card?: string; json?: true }

/** `assay model inspect`. */
export function inspectCommand(print: (text: string) => void): Command {
  return new Command('inspect')
    .description(
      "Show a program's steps, shapes, sizes, multiply-adds and what judging it on chain costs at worst",
    )
    .argument('<program.assay>', 'the file of a program')
    .option(
      '--card <card.json>',
      'the card with its measured accuracy (card.json beside the program)',
    )
    .option('--json', 'print everything as JSON')
    .addHelpText(
      'after',
      '\nThe file is checked and hashed again as it is read; nothing in it is trusted.',
    )
    .action((path: string, options: Options) => run(path, options, print))
}

async function run(path: string, options: Options, print: (text: string) => void): Promise<void> {
  if (!existsSync(path))
    throw new ServiceError(`${path} does not exist.`, { exitCode: EXIT_CODES.notFound })
  const loaded = await load(path)
  const { program, modelId, commitment } = loaded
  const beside = join(dirname(path), 'card.json')
  const cardPath = options.card ?? (existsSync(beside) ? beside : undefined)
  const card = cardPath ? readCard(cardPath) : undefined
  const foreign = card && cardPath ? strangeness(cardPath, card, modelId) : undefined
  if (foreign && options.card) {
    throw new ServiceError(`${foreign}; the figures of ${path} are not on it.`, {
      exitCode: EXIT_CODES.usage,
      remedy: `Name the card whose program.file.modelId is ${modelId}.`,
    })
  }
  const steps = describeSteps(program)
  const weightBytes = program.weights.reduce((sum, { data }) => sum + data.length, 0)
  const summary = {
    modelId,
    programRoot: commitment.root,
    version: program.version,
    input: program.input,
    outputs: program.outputs.map((step) => ({ step, ...steps[step]?.output })),
    weights: program.weights.length,
    weightBytes,
    traceBytes: steps.reduce((sum, step) => sum + step.outputBytes, 0),
    multiplyAdds: steps.reduce((sum, step) => sum + step.multiplyAdds, 0),
    worstGas: steps.reduce((worst, step) => Math.max(worst, step.gas), 0),
    ...(card?.measured && !foreign ? { measured: card.measured } : {}),
    ...(foreign ? { note: `${foreign}.` } : {}),
  }
  if (options.json) print(`${JSON.stringify({ ...summary, steps }, null, 2)}\n`)
  else print(describe(summary, steps))
}

/** Why a card's figures are not those of a program, if they are not. */
function strangeness(path: string, card: CardFigures, modelId: string): string | undefined {
  if (card.modelId === undefined) return `The card ${path} names no program`
  return card.modelId.toLowerCase() === modelId.toLowerCase()
    ? undefined
    : `The card ${path} belongs to another program, ${card.modelId}`
}

async function load(path: string): Promise<LoadedProgram> {
  try {
    return await readProgram(createReadStream(path))
  } catch (error) {
    if (!(error instanceof ProgramError)) throw error
    throw new ServiceError(`${path}: ${error.message}`, {
      exitCode: EXIT_CODES.usage,
      cause: error,
    })
  }
}

function describe(
  summary: {
    modelId: string
    programRoot: string
    input: { dtype: string; shape: readonly number[] }
    outputs: readonly { step: number; dtype?: string; shape?: readonly number[] }[]
    weights: number
    weightBytes: number
    traceBytes: number
    multiplyAdds: number
    worstGas: number
    measured?: Record<string, unknown>
    note?: string
  },
  steps: readonly StepDescription[],
): string {
  const type = ({ dtype, shape }: { dtype?: string; shape?: readonly number[] }) =>
    `${dtype} ${shape?.join('x')}`
  const figures = Object.entries(summary.measured ?? {}).map(([name, value]) => `${name} ${value}`)
  const head = [
    ['model id', summary.modelId],
    ['root', summary.programRoot],
    ['input', type(summary.input)],
    ...summary.outputs.map((output) => ['output', `${type(output)}, step ${output.step}`]),
    ['weights', `${summary.weights}, ${summary.weightBytes} bytes`],
    ['trace', `${summary.traceBytes} bytes in ${steps.length} steps`],
    ['work', `${summary.multiplyAdds} multiply-adds`],
    ['referee', `at worst ${summary.worstGas} gas for one element`],
    ['measured', figures.length > 0 ? figures.join(', ') : (summary.note ?? 'nothing on a card')],
  ].map(([what = '', says = '']) => `${what.padEnd(10)} ${says}`)
  const rows = [
    ['step', 'op', 'operands', 'output', 'weights', 'multiply-adds', 'gas'],
    ...steps.map((step, index) => [
      String(index),
      step.op,
      step.operands.join(' '),
      type(step.output),
      String(step.weightBytes),
      String(step.multiplyAdds),
      String(step.gas),
    ]),
  ]
  const widths =
    rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0))) ?? []
  const table = rows.map((row) =>
    row
      .map((cell, column) =>
        column >= 4 || column === 0
          ? cell.padStart(widths[column] ?? 0)
          : cell.padEnd(widths[column] ?? 0),
      )
      .join('  ')
      .trimEnd(),
  )
  return `${[...head, '', ...table].join('\n')}\n`
}
