import { Button } from './Button.tsx'
import { Notice } from './Notice.tsx'

/** Names what stands in the address and means nothing on this page, and takes it out. */
export function IgnoredNotice({
  refused,
  onRemove,
}: {
  refused: readonly { name: string; reason: string }[]
  /** Is given each name without a value. */
  onRemove: (changes: Readonly<Record<string, undefined>>) => void
}) {
  if (refused.length === 0) return null
  return (
    <div className="mb-4">
      <Notice
        tone="info"
        title="Part of this address means nothing here, and was left out."
        live={false}
        action={
          <Button
            size="small"
            onClick={() =>
              onRemove(Object.fromEntries(refused.map(({ name }) => [name, undefined])))
            }
          >
            Remove it
          </Button>
        }
      >
        {refused.map(({ reason }) => reason).join('; ')}.
      </Notice>
    </div>
  )
}
