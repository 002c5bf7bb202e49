/** Filters by verdict, and unfolds everything for print. Without it the page shows all. Its digest stands in digests.ts. */
export const script = `
(() => {
  const filter = document.querySelector('.filter');
  const cards = [...document.querySelectorAll('article.claim')];
  const status = filter.querySelector('[role=status]');
  const buttons = [...filter.querySelectorAll('button')];
  const show = (verdict) => {
    let shown = 0;
    for (const card of cards) {
      card.hidden = verdict !== '' && card.dataset.verdict !== verdict;
      if (!card.hidden) shown += 1;
    }
    for (const button of buttons) button.setAttribute('aria-pressed', String(button.dataset.show === verdict));
    status.textContent = verdict === '' ? '' : shown + ' of ' + cards.length;
  };
  for (const button of buttons) button.addEventListener('click', () => show(button.dataset.show));
  addEventListener('click', ({ target }) => {
    const link = target.closest('a[href^="#claim-"]');
    if (link && document.getElementById(link.getAttribute('href').slice(1))?.hidden) show('');
  });
  addEventListener('beforeprint', () => { show(''); for (const one of document.querySelectorAll('details')) one.open = true; });
  filter.hidden = cards.length < 2;
})();
`;
