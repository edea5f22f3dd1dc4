import type { Dispute } from '@assay/sdk'
import { hexToBytes } from 'viem'
import { joinClasses } from '../../display/joinClasses.ts'
import type { Level } from './levelsOf.ts'
import type { Shown } from './upToStage.ts'

/** Draws how a dispute narrows: from all steps of a program to one of them, to a page of what it produced, to one number. */
export function Narrowing({ dispute, shown }: { dispute: Dispute; shown: Shown }) {
  const { levels, page, element } = shown
  const { step } = dispute.path
  if (levels.length === 0 && page === undefined)
    return (
      <p className="text-soft">
        {dispute.state === 'open'
          ? 'The worker has not opened its trace yet'
          : 'The worker never opened its trace'}
        : {dispute.path.steps} roots, one for what each step of the program produced.
      </p>
    )
  return (
    <ol className="min-w-0" data-testid="narrowing">
      {levels.map((level, index) => (
        <Strip
          key={level.id}
          level={level}
          last={index === levels.length - 1 && page === undefined}
        />
      ))}
      {page !== undefined && (
        <li>
          <Caption
            title={`Page ${page.index}: 256 bytes`}
            says={
              page.bytes === undefined
                ? 'not shown yet'
                : element === undefined
                  ? 'as the worker shows it'
                  : 'one element is wrong'
            }
          />
          <Page
            bytes={page.bytes === undefined ? undefined : hexToBytes(page.bytes)}
            {...(element === undefined || step === undefined
              ? {}
              : { from: element.place * step.elementBytes, length: step.elementBytes })}
          />
        </li>
      )}
      {element !== undefined && (
        <li className="mt-4 grid grid-cols-2 gap-px overflow-hidden rounded border border-line bg-line text-center">
          <Verdict says="The worker signed" value={element.claimed} tone="text-fail" />
          <Verdict says="The referee computed" value={element.actual} tone="text-settled" />
        </li>
      )}
    </ol>
  )
}

/** The parts of one opening side by side, and the beam from the picked one to all of the next. */
function Strip({ level, last }: { level: Level; last: boolean }) {
  const { title, part, parts, picked } = level
  const share = 100 / parts
  return (
    <li>
      <Caption
        title={title}
        says={
          picked === undefined
            ? `${parts} ${parts === 1 ? 'root' : 'roots'}, none picked yet`
            : `${part === 'step' ? 'step' : part === 'page' ? 'page' : `part of ${part}, number`} ${picked} differs first`
        }
      />
      <svg
        viewBox={`0 0 100 ${last ? 8 : 16}`}
        preserveAspectRatio="none"
        className={joinClasses('block w-full', last ? 'h-8' : 'h-16')}
        aria-hidden
      >
        {places(parts).map((place) => (
          <rect
            key={place}
            x={place * share}
            y={0}
            width={Math.max(share - Math.min(0.35, share * 0.2), 0.05)}
            height={8}
            className={
              place === picked
                ? 'fill-fail'
                : picked !== undefined && place < picked
                  ? 'fill-settled/40'
                  : 'fill-line-strong'
            }
          />
        ))}
        {picked !== undefined && !last && (
          <polygon
            points={`${picked * share},8 ${(picked + 1) * share},8 100,16 0,16`}
            className="fill-fail/15"
          />
        )}
      </svg>
    </li>
  )
}

function Caption({ title, says }: { title: string; says: string }) {
  return (
    <p className="mb-1 flex flex-wrap items-baseline justify-between gap-x-3 pt-1 text-xs">
      <span className="font-medium">{title}</span>
      <span className="tabular text-faint">{says}</span>
    </p>
  )
}

/** The 256 bytes of a page, 16 in a row, the wrong ones marked. */
function Page({
  bytes,
  from = -1,
  length = 0,
}: {
  bytes: Uint8Array | undefined
  from?: number
  length?: number
}) {
  if (bytes === undefined)
    return <div className="h-24 rounded border border-dashed border-line-strong" aria-hidden />
  return (
    <div className="relative overflow-x-auto rounded bg-sunken p-3">
      <table className="w-full table-fixed border-collapse font-mono text-xs leading-5">
        <caption className="sr-only">The page’s bytes in hexadecimal, 16 in a row</caption>
        <tbody>
          {places(16).map((row) => (
            <tr key={row}>
              {places(16).map((column) => {
                const at = row * 16 + column
                const byte = bytes[at] ?? 0
                const wrong = at >= from && at < from + length
                return (
                  <td
                    key={column}
                    className={joinClasses(
                      'text-center',
                      wrong && 'rounded-sm bg-fail font-semibold text-page',
                      !wrong && byte === 0 && 'text-faint',
                    )}
                  >
                    {byte.toString(16).padStart(2, '0')}
                  </td>
                )
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

/** The numbers from zero, so many. */
function places(count: number): number[] {
  return Array.from({ length: count }, (_, place) => place)
}

function Verdict({ says, value, tone }: { says: string; value: bigint; tone: string }) {
  return (
    <div className="bg-surface p-3">
      <p className="text-xs text-soft">{says}</p>
      <p className={joinClasses('tabular font-mono text-2xl', tone)}>{value.toString()}</p>
    </div>
  )
}
