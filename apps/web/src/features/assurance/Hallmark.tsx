import { useId } from 'react'
import { type Assurance, describeMark, type WedgeFill, wedgeNames } from './assure.ts'
import { wedgeMiddle, wedgePath } from './wedgePath.ts'

const strokes: Record<WedgeFill, string> = {
  filled: 'var(--settled)',
  computed: 'var(--pass)',
  hatched: 'var(--pending)',
  hollow: 'var(--line-strong)',
  struck: 'var(--fail)',
}

/**
 * The hallmark: five wedges, after the stamps of an assay office. Ink fills a wedge; green does only where this browser computed an
 * equality. Under 20 pixels a cross is lost, so a list shows the chip only.
 */
export function Hallmark({
  assurance,
  size,
}: {
  assurance: Pick<Assurance, 'wedges'>
  /** In pixels, at least 20. */
  size: number
}) {
  const id = useId()
  return (
    <svg
      viewBox="-32 -32 64 64"
      width={size}
      height={size}
      className="block shrink-0"
      role="img"
      aria-label={describeMark(assurance)}
    >
      <pattern
        id={id}
        width="7"
        height="7"
        patternUnits="userSpaceOnUse"
        patternTransform="rotate(45)"
      >
        <rect width="3.5" height="7" fill="var(--pending)" />
      </pattern>
      {wedgeNames.map((name, index) => {
        const { fill } = assurance.wedges[name]
        const [x, y] = wedgeMiddle(index)
        return (
          <g key={name} data-wedge={name} data-fill={fill}>
            <path
              d={wedgePath(index)}
              fill={fill === 'hollow' ? 'none' : fill === 'hatched' ? `url(#${id})` : strokes[fill]}
              stroke={strokes[fill]}
              strokeWidth="2.4"
              strokeLinejoin="round"
            />
            {fill === 'struck' && (
              <path
                d={`M${x - 5} ${y - 5}l10 10M${x + 5} ${y - 5}l-10 10`}
                stroke="var(--surface)"
                strokeWidth="4"
                fill="none"
              />
            )}
          </g>
        )
      })}
    </svg>
  )
}
