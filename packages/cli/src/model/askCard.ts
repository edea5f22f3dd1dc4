import { writeFileSync } from 'node:fs'
import { basename } from 'node:path'
import { inspectInputs } from '@assay/program/compile'
import { EXIT_CODES, ServiceError } from '@assay/service'
import { readModel } from './readModel.ts'

/** Asks one question, and gives what was answered. */
export type Ask = (question: string) => Promise<string>

const QUESTIONS = [
  ['title', 'What is it called, for people to read?'],
  ['description', 'What does it tell from what, in a sentence or two?'],
  ['task', 'What is its task, such as image-classification, tabular-classification or regression?'],
  ['licence', 'Under which licence, such as MIT?'],
] as const

/**
 * Writes the card of a float model by what its publisher answers. Its figures, and what its input and outputs are, come from its
 * compilation.
 *
 * @throws ServiceError where the model has several inputs, or a card is there already
 */
export async function askCard(
  model: string,
  card: string,
  {
    ask,
    ...given
  }: { ask: Ask; shapes?: Record<string, number[]>; freeze?: Record<string, number[]> },
): Promise<void> {
  const [input, ...others] = inspectInputs(readModel(model), given)
  if (input === undefined || others.length > 0)
    throw new ServiceError(
      `${model} has ${others.length + 1} inputs, which questions do not cover.`,
      {
        exitCode: EXIT_CODES.usage,
        remedy: 'Write its card, and name it with --card.',
      },
    )
  const name = basename(model, '.onnx')
  const named = (await ask(`Under which name is it published? [${name}]`)) || name
  const answers: Record<string, string> = {}
  for (const [field, question] of QUESTIONS) {
    const answer = await ask(question)
    if (answer !== '') answers[field] = answer
  }
  const { shape } = input
  const source = { name: named, ...answers, input: { name: input.name, shape, bytes: {} } }
  writeFileSync(card, `${JSON.stringify(source, null, 2)}\n`, { flag: 'wx' })
}
