// Run once for each part of the page that Dateline writes itself. A click on anything with
// `data-act` becomes an event of that part; what an article says is never run as script.
const EVENTS = ['open', 'ask', 'again', 'edit', 'vote', 'widen', 'step', 'close', 'remove'];
const part = element.closest('[id^="dl-"]')?.id ?? '';
const calm = matchMedia('(prefers-reduced-motion: reduce)').matches;
const scroll = calm ? 'auto' : 'smooth';

async function copy(button, text) {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    const box = document.createElement('textarea');
    box.value = text;
    document.body.append(box);
    box.select();
    document.execCommand('copy');
    box.remove();
  }
  button.textContent = 'Copied';
  setTimeout(() => { button.textContent = 'Copy'; }, 1500);
}

function box() {
  return document.querySelector('#dl-question textarea');
}

element.addEventListener('click', (event) => {
  const found = event.target.closest('[data-act]');
  if (!found || !element.contains(found)) return;
  const { act, ...details } = found.dataset;
  if (act === 'copy') {
    copy(found, details.text);
    return;
  }
  if (act === 'remove' && !window.confirm('Take this article out of the store?')) return;
  if (act === 'open') window.datelineOpener = found;
  if (act === 'edit') setTimeout(() => box()?.focus(), 400);
  if (EVENTS.includes(act)) trigger(act, details);
});

if (part === 'dl-conversation') {
  let turns = 0;
  // Gradio gives its calendar buttons no name that a screen reader could say.
  const named = new MutationObserver(() => {
    for (const button of document.querySelectorAll('button.calendar:not([aria-label])')) {
      button.setAttribute('aria-label', 'Choose a day');
    }
  });
  named.observe(document.body, { childList: true, subtree: true });
  watch('value', () => {
    const now = element.querySelectorAll('.dl-turn');
    if (now.length > turns) {
      now[now.length - 1].scrollIntoView({ behavior: scroll, block: 'start' });
    }
    turns = now.length;
  });
  document.addEventListener('keydown', (event) => {
    const typing = event.target.closest?.('input, textarea, [contenteditable]');
    const reader = document.querySelector('.dl-reader');
    if (event.key === 'Escape' && reader) {
      reader.querySelector('[data-act="close"]').click();
    } else if (event.key === '/' && !typing) {
      event.preventDefault();
      document.querySelector('#dl-tabs button[role="tab"]')?.click();
      setTimeout(() => box()?.focus(), 50);
    } else if (reader && !typing && (event.key === 'n' || event.key === 'p')) {
      reader.querySelector(`[data-by="${event.key === 'n' ? 1 : -1}"]`)?.click();
    }
  });
}

if (part === 'dl-reader') {
  watch('value', () => {
    const reader = element.querySelector('.dl-reader');
    if (!reader) {
      window.datelineOpener?.focus?.();
      return;
    }
    if (!reader.contains(document.activeElement)) reader.focus({ preventScroll: true });
    const body = reader.querySelector('.dl-reader-body');
    const mark = reader.querySelector('mark.dl-now');
    // A mark that is in sight beneath the headline needs no scrolling past the headline.
    const below = mark && mark.offsetTop + mark.offsetHeight > body.clientHeight;
    const top = below ? mark.offsetTop - body.clientHeight / 3 : 0;
    body.scrollTo({ top, behavior: 'auto' });
  });
}

if (part === 'dl-download') {
  watch('value', () => {
    const made = element.querySelector('[data-packed]');
    if (!made) return;
    const bytes = Uint8Array.from(atob(made.dataset.packed), (letter) => letter.charCodeAt(0));
    const link = document.createElement('a');
    link.href = URL.createObjectURL(new Blob([bytes], { type: 'application/octet-stream' }));
    link.download = made.dataset.name;
    document.body.append(link);
    link.click();
    link.remove();
    setTimeout(() => URL.revokeObjectURL(link.href), 10000);
  });
}
