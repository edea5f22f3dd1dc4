import type { Build, SyntaxNode } from './openBuild.ts'

/** What every custom error of the contracts means, as its source says above it. */
export function errorNotices(build: Build): string {
  const notices = new Map<string, string>()
  const visit = (node: SyntaxNode) => {
    if (node.nodeType === 'ErrorDefinition' && node.name) {
      notices.set(node.name, noticeOf(node))
    }
    for (const child of node.nodes ?? []) visit(child)
  }
  for (const source of build.sources) visit(source)
  const sorted = Object.fromEntries([...notices].sort(([a], [b]) => (a < b ? -1 : 1)))
  return `export const errorNotices = ${JSON.stringify(sorted, null, 2)} as const\n`
}

function noticeOf(node: SyntaxNode): string {
  const text =
    typeof node.documentation === 'string' ? node.documentation : node.documentation?.text
  const notice = /@notice\s+([\s\S]*?)(?=\n\s*@|$)/.exec(text ?? '')?.[1]
  if (!notice) throw new Error(`The error ${node.name} has no @notice in contracts/`)
  return notice.replace(/\s+/g, ' ').trim()
}
