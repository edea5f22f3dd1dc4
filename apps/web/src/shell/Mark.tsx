/** The project's mark: a stamped cartouche with an A. */
export function Mark({ className = 'size-7' }: { className?: string }) {
  return (
    <svg viewBox="0 0 32 32" className={className} aria-hidden="true">
      <path d="M9 2h14l7 7v14l-7 7H9l-7-7V9z" fill="var(--accent)" />
      <path
        d="M10 4.4h12L27.6 10v12L22 27.6H10L4.4 22V10z"
        fill="none"
        stroke="var(--accent-ink)"
        strokeOpacity=".45"
      />
      <path
        d="M9 23.5 16 7.5l7 16M11.7 17.6h8.6"
        fill="none"
        stroke="var(--accent-ink)"
        strokeWidth="2.1"
        strokeLinejoin="round"
      />
    </svg>
  )
}
