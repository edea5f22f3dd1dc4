/**
 * <assay-mark job="0x…">: how sure one may be of a job's answer, computed in the reader's browser. Until the frame that computes it is there,
 * it is a hollow mark that leads to the job. Nothing of the page around it is read, and the frame has no wallet.
 */
;(() => {
  const site = new URL(document.currentScript.src).origin
  const LEAST = 56

  class AssayMark extends HTMLElement {
    static observedAttributes = ['job']

    connectedCallback() {
      window.addEventListener('message', this)
      this.draw()
    }

    disconnectedCallback() {
      window.removeEventListener('message', this)
    }

    attributeChangedCallback() {
      if (this.isConnected) this.draw()
    }

    draw() {
      const root = this.shadowRoot ?? this.attachShadow({ mode: 'open' })
      const style = document.createElement('style')
      style.textContent =
        ':host{display:block;max-width:440px;font:14px/20px system-ui,sans-serif}iframe{display:block;width:100%;border:0;color-scheme:normal}'
      const job = (this.getAttribute('job') ?? '').trim()
      if (!/^0x[0-9a-fA-F]{64}$/.test(job)) {
        const words = document.createElement('span')
        words.textContent = `“${job.slice(0, 80)}” is not the id of a job: it takes 0x and 64 hexadecimal digits.`
        root.replaceChildren(style, words)
        return
      }
      const link = document.createElement('a')
      link.href = `${site}/jobs/${job}`
      link.textContent = 'Assay: not checked yet'
      const frame = document.createElement('iframe')
      frame.title = 'How sure one may be of this answer'
      frame.loading = 'lazy'
      frame.height = LEAST
      frame.addEventListener('load', () => link.remove())
      frame.src = `${site}/embed/jobs/${job}`
      root.replaceChildren(style, link, frame)
    }

    /** The frame says how tall it is; nobody else is listened to. */
    handleEvent({ origin, source, data }) {
      const frame = this.shadowRoot?.querySelector('iframe')
      if (origin !== site || source !== frame?.contentWindow) return
      const height = Number(data?.assayMarkHeight)
      if (height >= LEAST && height <= 1_000) frame.height = Math.ceil(height)
    }
  }

  if (customElements.get('assay-mark') === undefined) customElements.define('assay-mark', AssayMark)
})()
