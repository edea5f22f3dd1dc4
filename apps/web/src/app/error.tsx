'use client'

import { explainError } from '../chain/explainError.ts'
import { Button } from '../display/Button.tsx'
import { Notice } from '../display/Notice.tsx'

export default function PageError({ error, reset }: { error: Error; reset: () => void }) {
  const { title, detail } = explainError(error)
  return (
    <Notice
      tone="fail"
      title={`This page could not be drawn. ${title}`}
      action={<Button onClick={reset}>Try again</Button>}
    >
      {detail}
    </Notice>
  )
}
