'use client'

import type { Card, Feature } from '@assay/sdk'
import {
  decodeFeature,
  decodeOutput,
  encodeFeature,
  encodeNumbers,
  featureName,
  formatFeature,
} from '@assay/sdk'
import { useState } from 'react'
import { Button } from '../../display/Button.tsx'
import { TextField } from '../../display/TextField.tsx'
import { useSamples } from '../drawing/useSamples.ts'
import { InputRoot } from './InputRoot.tsx'

/** A field for each number that a model takes, filled by hand or from a sample. */
export function TableInput({
  card,
  onInput,
}: {
  card: Card
  onInput: (input: Uint8Array | undefined) => void
}) {
  const { features } = card.input
  const { dtype } = card.input
  const samples = useSamples(card)
  const [texts, setTexts] = useState<readonly string[]>(() => features.map(() => ''))
  const encoded = features.map((feature, index) =>
    encodeFeature(texts[index] ?? '', feature, dtype),
  )
  const input = bytesOf(encoded, dtype)

  function change(next: readonly string[]) {
    setTexts(next)
    onInput(
      bytesOf(
        features.map((feature, index) => encodeFeature(next[index] ?? '', feature, dtype)),
        dtype,
      ),
    )
  }

  return (
    <div className="space-y-4">
      {samples.length > 0 && (
        <div>
          <p className="mb-2 text-xs text-soft">Fill from a sample</p>
          <div className="flex flex-wrap gap-2">
            {samples.map(({ label, name, pixels: bytes }, index) => (
              <Button
                key={`${label}-${index * 1}`}
                size="small"
                onClick={() => change(textsOf(bytes, features, dtype))}
              >
                {name ?? card.labels[label] ?? label}
              </Button>
            ))}
          </div>
        </div>
      )}
      <div className="grid gap-x-4 gap-y-3 sm:grid-cols-2">
        {features.map((feature, index) => (
          <FeatureField
            key={feature.name}
            feature={feature}
            dtype={dtype}
            text={texts[index] ?? ''}
            onText={(text) => change(texts.map((old, at) => (at === index ? text : old)))}
          />
        ))}
      </div>
      <div className="text-xs text-faint">
        <p>
          {input === undefined
            ? `${features.length} numbers.`
            : `${input.length} bytes: each number is sent as the nearest one that the model can take.`}
        </p>
        <InputRoot input={input} />
      </div>
    </div>
  )
}

function FeatureField({
  feature,
  dtype,
  text,
  onText,
}: {
  feature: Feature
  dtype: string
  text: string
  onText: (text: string) => void
}) {
  const { name, unit, meaning, low, high, order } = feature
  const encoded = encodeFeature(text, feature, dtype)
  const rounded =
    encoded.problem === undefined && formatFeature(encoded.sent) !== text.trim()
      ? `Sent as ${formatFeature(encoded.sent)}.`
      : ''
  return (
    <TextField
      label={featureName(name)}
      inputMode="decimal"
      value={text}
      onChange={(event) => onText(event.target.value)}
      trailing={<span className="text-xs">{unit}</span>}
      hint={[
        meaning,
        low === undefined || high === undefined
          ? undefined
          : `Usually ${formatFeature(low)} to ${formatFeature(high)}.`,
        order === 'order-missing' ? 'Type “missing” where it is not known.' : undefined,
        rounded,
      ]
        .filter(Boolean)
        .join(' ')}
      problem={text === '' ? undefined : encoded.problem}
    />
  )
}

/** A sample's bytes as they are typed. */
function textsOf(bytes: Uint8Array, features: readonly Feature[], dtype: string): string[] {
  const codes = decodeOutput(bytes, { dtype, count: features.length }) ?? []
  return features.map((feature, at) => formatFeature(decodeFeature(codes[at] ?? 0, feature)))
}

function bytesOf(
  encoded: readonly ReturnType<typeof encodeFeature>[],
  dtype: string,
): Uint8Array | undefined {
  const codes = encoded.flatMap(({ code }) => code ?? [])
  return codes.length === encoded.length && codes.length > 0
    ? encodeNumbers(codes, dtype)
    : undefined
}
