import { isShown } from './cut.ts'
import type { Measured, TaskMeasure } from './measured.ts'

/** What each measure has to reach against the float original, or a program is warned of. */
const LEAST: Readonly<Record<TaskMeasure['name'], number>> = {
  'top-1 agreement': 0.95,
  'mean IoU': 0.9,
  PSNR: 30,
  correlation: 0.99,
}

/** The error, as a share of the deviation of what it is of, above which a program is warned of. */
export const MOST_ERROR = 0.1

/** What anyone who would publish a program has to know of its accuracy; nothing where it answers as the float original does. */
export function warningsOf(measured: Measured | undefined, mostError = MOST_ERROR): string[] {
  if (!measured)
    return [
      'Nothing was measured: there were no held-out inputs, and fewer than 8 calibration inputs, of which none is kept back. Give held-out inputs to see how well the program answers.',
    ]
  const { task } = measured
  if (task) {
    const least = LEAST[task.name]
    if (task.value >= least) return []
    return [
      `${task.name} is ${describeMeasure(task)}; at least ${describeMeasure({ ...task, value: least })} is expected.`,
    ]
  }
  return measured.outputs.flatMap(({ name, relative, columns = [] }) => {
    const bad = columns.flatMap((error, column) => (error > mostError ? [column] : []))
    const [worst] = [...bad].sort((a, b) => (columns[b] ?? 0) - (columns[a] ?? 0))
    const most = percent(mostError)
    if (relative > mostError) {
      return [
        `The error of '${name}' is ${percent(relative)} of its deviation; at most ${most} is expected.`,
      ]
    }
    if (worst === undefined) return []
    return [
      `The error of ${bad.length} of the ${columns.length} columns of '${name}' is above ${most} of their deviation: ${percent(columns[worst] ?? 0)} in column ${worst}.`,
    ]
  })
}

/** What a float tail holds beyond how a result is shown: nothing commits to what it decides. */
export function warningsOfTail(operators: readonly string[]): string[] {
  const deciding = operators.filter((op) => !isShown(op) && !ENLARGING.has(op))
  if (deciding.length === 0) return []
  const names = [...new Set(deciding)].sort()
  return [
    `${operators.length} operators stay in the float tail, to which nothing commits, and some of them do more than show a result: ${names.join(', ')}.`,
  ]
}

/** What draws a result larger. */
const ENLARGING = new Set(['Resize', 'Upsample'])

export function describeMeasure({ name, value }: TaskMeasure): string {
  return name === 'PSNR' ? `${value.toFixed(1)} dB` : percent(value)
}

function percent(share: number): string {
  return `${(100 * share).toFixed(2)} %`
}
