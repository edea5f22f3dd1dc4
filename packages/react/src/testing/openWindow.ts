import { Window } from 'happy-dom'

const window = new Window()

// Before React and TanStack Query are loaded: they look once whether there is a window.
Object.assign(globalThis, { window, document: window.document })

/** An element to draw into. */
export function newElement(): Element {
  return window.document.createElement('div') as unknown as Element
}
