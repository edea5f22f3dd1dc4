'use client'

import { Component, type ReactNode } from 'react'
import { Button } from './Button.tsx'
import { CopyButton } from './CopyButton.tsx'
import { Notice } from './Notice.tsx'

/** Keeps a part of a page that cannot be drawn from taking the rest with it. */
export class Boundary extends Component<{ children: ReactNode }, { error?: unknown }> {
  override state: { error?: unknown } = {}

  static getDerivedStateFromError(error: unknown) {
    return { error }
  }

  override render() {
    if (!('error' in this.state)) return this.props.children
    const { error } = this.state
    return (
      <Notice
        tone="fail"
        title="This part of the page could not be drawn."
        action={<Button onClick={() => window.location.reload()}>Load the page again</Button>}
      >
        <p>The rest of the page goes on.</p>
        <p className="mt-1 flex items-center gap-1">
          Details for a report: <CopyButton text={detailsOf(error)} label="the details" />
        </p>
      </Notice>
    )
  }
}

function detailsOf(error: unknown): string {
  const what = error instanceof Error ? (error.stack ?? error.message) : String(error)
  return `${window.location.pathname}\n${navigator.userAgent}\n${what}`
}
