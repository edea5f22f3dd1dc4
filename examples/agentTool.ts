/** A model as a tool that a language model can call: a function-calling schema made from the model's card, and the call itself. */
import { PROFILE_EXACT } from '@assay/program'
import { type AssayActions, fetchModelCard, type GivenInput, readCard } from '@assay/sdk'

/** What a language model is told of a tool, in the form that function calling takes everywhere. */
export type Tool = {
  schema: {
    name: string
    description: string
    parameters: {
      type: 'object'
      properties: Record<string, { type: string; description: string }>
      required: string[]
    }
  }
  /** Runs what the language model asked for. Its answer is text with the id of a job that anyone can check. */
  call: (given: Record<string, unknown>) => Promise<string>
}

/** Makes a tool of a published model. `most` is what one call may cost, in the token's smallest unit. */
export async function toolOf(
  client: Pick<AssayActions, 'models' | 'runs'>,
  { name, most }: { name: string; most: bigint },
): Promise<Tool> {
  const model = await client.models.get({ name })
  const source = await fetchModelCard({ model })
  const card = readCard(source, { exact: model.profile === PROFILE_EXACT })
  if (card === undefined || card.input.features.length === 0)
    throw new Error(`The card of ${name} names no numbers that a tool could ask for.`)
  const properties = Object.fromEntries(
    card.input.features.map(({ name: feature, unit, meaning }) => [
      feature,
      { type: 'number', description: [meaning, unit && `In ${unit}.`].filter(Boolean).join(' ') },
    ]),
  )
  return {
    schema: {
      name,
      description: card.description ?? card.title,
      parameters: { type: 'object', properties, required: Object.keys(properties) },
    },
    call: async (given) => {
      const input = given as GivenInput
      const { handle, quote } = await client.runs.prepare({ model, card: source, input })
      if (quote.mostSpent > most) return `This would cost ${quote.mostSpent}, more than ${most}.`
      const { label, jobId } = await client.runs.resume({ handle, card: source })
      return `${label} (job ${jobId})`
    },
  }
}
