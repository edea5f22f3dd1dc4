import { Minus, Plus } from 'lucide-react'
import type { Method } from './methods.ts'

/** What a verification method proves and what it does not, as two lists of equal weight. */
export function MethodFacts({ method }: { method: Method }) {
  return (
    <div className="space-y-2 text-xs text-soft">
      {method.proves.length > 0 && (
        <div>
          <p className="mb-1 font-medium text-text">Proves</p>
          <ul className="space-y-1">
            {method.proves.map((fact) => (
              <li key={fact} className="flex gap-2">
                <Plus aria-hidden className="mt-px size-3.5 shrink-0 text-settled" />
                {fact}
              </li>
            ))}
          </ul>
        </div>
      )}
      <div>
        <p className="mb-1 font-medium text-text">Does not prove</p>
        <ul className="space-y-1">
          {method.doesNotProve.map((fact) => (
            <li key={fact} className="flex gap-2">
              <Minus aria-hidden className="mt-px size-3.5 shrink-0 text-pending" />
              {fact}
            </li>
          ))}
        </ul>
      </div>
    </div>
  )
}
