'use client'

import { PROFILE_EXACT } from '@assay/program'
import type { Card } from '@assay/sdk'
import { type Address, zeroAddress, zeroHash } from 'viem'
import { Notice } from '../../display/Notice.tsx'
import { Panel } from '../../display/Panel.tsx'
import { TextArea, TextField } from '../../display/TextField.tsx'
import { CardPanel } from '../model/CardPanel.tsx'
import type { Compilation } from './compilation.ts'
import { type CardFields, featureCount, problemsOfFields } from './makeCard.ts'
import type { NameState } from './useName.ts'

/** What the publisher says of the model, beside how its page will show it. */
export function CardStep({
  compilation,
  fields,
  name,
  card,
  cardDigest,
  royaltyBps,
  publisher,
  onFields,
}: {
  compilation: Compilation
  fields: CardFields
  name: NameState
  card: Card | undefined
  cardDigest: `0x${string}` | undefined
  royaltyBps: number
  publisher: Address | undefined
  onFields: (fields: CardFields) => void
}) {
  const problems = problemsOfFields(fields, compilation)
  const features = featureCount(compilation)
  const field = (key: keyof CardFields) => ({
    value: fields[key],
    problem: problems[key],
    onChange: (event: { target: { value: string } }) =>
      onFields({ ...fields, [key]: event.target.value }),
  })
  return (
    <div className="grid items-start gap-4 lg:grid-cols-2 lg:gap-6">
      <Panel
        title="4. Card"
        titleId="card-form-title"
        aside="What you say of it; it stays as it is"
      >
        <div className="space-y-3">
          <TextField
            label="Name"
            placeholder="acme/pump"
            {...field('name')}
            problem={problems.name ?? (name.state === 'taken' ? name.sentence : undefined)}
            hint={name.state === 'free' ? name.sentence : 'Others ask for it by this name.'}
          />
          <TextField label="Title" placeholder="Condition of a pump" {...field('title')} />
          <TextField label="Task" placeholder="classification" {...field('task')} />
          <TextField label="Licence" placeholder="MIT" {...field('licence')} />
          <TextArea label="Description" {...field('description')} />
          <TextArea
            label="Limits, one on each line"
            hint="What it cannot do. They stand first on its card."
            {...field('limits')}
          />
          <TextField label="What goes in" {...field('inputMeaning')} />
          {features > 0 && (
            <TextArea
              label={`Names of its ${features} ${features === 1 ? 'number' : 'numbers'}, one on each line`}
              hint="With names, people fill in a form. Without, they give a list of numbers."
              {...field('features')}
            />
          )}
          <TextField label="What comes out" {...field('outputMeaning')} />
          <TextField label="Unit of what comes out" {...field('outputUnit')} />
          <TextArea
            label="Names of its classes, one on each line"
            hint={
              compilation.report.labels === undefined
                ? 'Where it answers with a class.'
                : `The model has names of its own: ${compilation.report.labels.slice(0, 20).join(', ')}.`
            }
            {...field('labels')}
          />
        </div>
      </Panel>
      <div data-testid="card-preview">
        {card === undefined ? (
          <Notice tone="info" title="The card cannot be shown yet." live={false}>
            It does not say what goes in and comes out.
          </Notice>
        ) : (
          <CardPanel
            card={card}
            model={{
              name: fields.name || 'unnamed',
              version: name.state === 'free' ? name.version : 1,
              modelId: compilation.modelId,
              profile: PROFILE_EXACT,
              royaltyBps,
              inputBytes: compilation.inputBytes,
              outputBytes: compilation.outputBytes,
              cardUri: '',
              cardDigest: cardDigest ?? zeroHash,
              publisher: publisher ?? zeroAddress,
              deprecated: false,
              publishedAt: Math.floor(Date.now() / 1_000),
            }}
          />
        )}
      </div>
    </div>
  )
}
