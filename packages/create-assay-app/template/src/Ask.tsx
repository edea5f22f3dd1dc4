import { useModel, useQuote, useRun } from '@assay/react'
import { useState } from 'react'

/** Asks one model whose input is numbers by name, as its card names them. */
export function Ask({ model: name }: { model: string }) {
  const { data: model, error: missing } = useModel({ name })
  const [values, setValues] = useState<Record<string, string>>({})
  const features = model?.card?.input.features ?? []
  const isComplete = features.length > 0 && features.every((feature) => values[feature.name])
  const input = Object.fromEntries(
    features.map((feature) => [feature.name, Number(values[feature.name])]),
  )
  const quote = useQuote(isComplete ? { model: name, input } : undefined)
  const { run, resume, job, data: answer, error, isPending } = useRun({ storage: localStorage })

  if (missing) return <p role="alert">{missing.message}</p>
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        if (quote.data) run({ handle: quote.data.handle })
      }}
    >
      <h1>{model?.card?.title ?? name}</h1>
      {features.map((feature) => (
        <p key={feature.name}>
          <label>
            {feature.name} {feature.unit && `(${feature.unit})`}{' '}
            <input
              type="number"
              step="any"
              value={values[feature.name] ?? ''}
              onChange={({ target }) => setValues({ ...values, [feature.name]: target.value })}
            />
          </label>
        </p>
      ))}
      {quote.error && <p role="alert">{quote.error.message}</p>}
      {quote.data && (
        <p>It costs {String(quote.data.quote.mostSpent)} of the token’s smallest unit.</p>
      )}
      <button type="submit" disabled={!quote.data || isPending}>
        Ask
      </button>
      {resume && (
        <button type="button" onClick={resume}>
          Go on with what was asked
        </button>
      )}
      {job && <p>The job is {job.state}.</p>}
      {error && <p role="alert">{error.message}</p>}
      {answer && (
        <output>
          {answer.label} {!answer.isSettled && '(signed; it can still be disputed)'}
        </output>
      )}
    </form>
  )
}
