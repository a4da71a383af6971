/** Puts a card in its place; what had the focus or was being typed has it again. */
export function place(list, card, old, index) {
  const focus = old?.contains(document.activeElement) ? document.activeElement.dataset.control : undefined;
  const selection = focus && [document.activeElement.selectionStart, document.activeElement.selectionEnd];
  if (old) {
    keepOpen(old, card);
    old.replaceWith(card);
  } else list.insertBefore(card, list.children[index] ?? null);
  if (!focus) return;
  const again = [...card.querySelectorAll('[data-control]')].find((node) => node.dataset.control === focus);
  (again ?? card).focus({ preventScroll: true });
  if (again?.tagName === 'TEXTAREA' || again?.tagName === 'INPUT') again.setSelectionRange(...selection);
}

/** What was opened stays open. */
export function keepOpen(old, fresh) {
  const open = new Set([...old.querySelectorAll('details[data-details][open]')].map((node) => node.dataset.details));
  fresh.querySelectorAll('details[data-details]').forEach((node) => {
    node.open = open.has(node.dataset.details);
  });
}
