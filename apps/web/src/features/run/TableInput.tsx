'use client'

import samplesOfPump from '@assay/models/pump/samples.json'
import { useMemo, useState } from 'react'
import { Button } from '../../display/Button.tsx'
import { TextField } from '../../display/TextField.tsx'
import type { Card, Feature } from '../../queries/readCard.ts'
import { readSamples } from '../drawing/readSamples.ts'
import { encodeFeature, featureName, formatFeature } from '../model/features.ts'
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
  const samples = useMemo(
    () =>
      card.name === 'pump'
        ? readSamples(samplesOfPump, { size: features.length }).filter(
            ({ label }, index, all) => all.findIndex((other) => other.label === label) === index,
          )
        : [],
    [card.name, features.length],
  )
  const [texts, setTexts] = useState<readonly string[]>(() => features.map(() => ''))
  const encoded = features.map((feature, index) => encodeFeature(texts[index] ?? '', feature))
  const input = bytesOf(encoded)

  function change(next: readonly string[]) {
    setTexts(next)
    onInput(bytesOf(features.map((feature, index) => encodeFeature(next[index] ?? '', feature))))
  }

  return (
    <div className="space-y-4">
      {samples.length > 0 && (
        <div>
          <p className="mb-2 text-xs text-soft">Fill from a sample</p>
          <div className="flex flex-wrap gap-2">
            {samples.map(({ label, pixels: bytes }, index) => (
              <Button
                key={`${label}-${index * 1}`}
                size="small"
                onClick={() =>
                  change(
                    features.map(({ scale, zero }, at) =>
                      formatFeature(((bytes[at] ?? 0) - zero) * scale),
                    ),
                  )
                }
              >
                {card.labels[label] ?? label}
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
            text={texts[index] ?? ''}
            onText={(text) => change(texts.map((old, at) => (at === index ? text : old)))}
          />
        ))}
      </div>
      <div className="text-xs text-faint">
        <p>
          {input === undefined
            ? `${features.length} numbers, one byte each.`
            : `${input.length} bytes: each number is sent as the nearest one that the model can take.`}
        </p>
        <InputRoot input={input} />
      </div>
    </div>
  )
}

function FeatureField({
  feature,
  text,
  onText,
}: {
  feature: Feature
  text: string
  onText: (text: string) => void
}) {
  const { name, unit, meaning } = feature
  const encoded = encodeFeature(text, feature)
  const rounded =
    encoded.problem === undefined && formatFeature(encoded.sent) !== text.trim()
      ? ` Sent as ${formatFeature(encoded.sent)}.`
      : ''
  return (
    <TextField
      label={featureName(name)}
      inputMode="decimal"
      value={text}
      onChange={(event) => onText(event.target.value)}
      trailing={<span className="text-xs">{unit}</span>}
      hint={`${meaning ?? ''}${rounded}`}
      problem={text === '' ? undefined : encoded.problem}
    />
  )
}

function bytesOf(encoded: readonly ReturnType<typeof encodeFeature>[]): Uint8Array | undefined {
  const bytes = encoded.flatMap(({ byte }) => byte ?? [])
  return bytes.length === encoded.length && bytes.length > 0 ? Uint8Array.from(bytes) : undefined
}
