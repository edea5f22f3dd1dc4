import localFont from 'next/font/local'

// Fetched with the page, before anything is drawn with another font and moves when these come.
const inter = localFont({
  src: '../../node_modules/@fontsource-variable/inter/files/inter-latin-wght-normal.woff2',
  weight: '100 900',
  variable: '--font-inter',
})
const jetBrainsMono = localFont({
  src: '../../node_modules/@fontsource-variable/jetbrains-mono/files/jetbrains-mono-latin-wght-normal.woff2',
  weight: '100 800',
  variable: '--font-jetbrains-mono',
  adjustFontFallback: false,
})

/** The classes that give the page its fonts. */
export const fontClasses = `${inter.variable} ${jetBrainsMono.variable}`
