/** Lets the reader save bytes as a file. */
export function saveFile(name: string, bytes: Uint8Array, type: string): void {
  const url = URL.createObjectURL(new Blob([bytes.slice()], { type }))
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  // The browser takes the file after the click.
  setTimeout(() => URL.revokeObjectURL(url), 10_000)
}
