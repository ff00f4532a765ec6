/**
 * The filter of the page, for browsers with JavaScript; without it the form stays hidden and every
 * finding is shown.
 */
export const SCRIPT = `
'use strict';
(() => {
  const form = document.getElementById('filter');
  if (form === null) return;
  const shown = document.getElementById('shown');
  const nothing = document.getElementById('nothing');
  const groups = [...document.querySelectorAll('.group')].map((group) => ({
    group,
    count: group.querySelector('.count'),
    findings: [...group.querySelectorAll('.finding')].map((element) => ({
      element,
      text: element.textContent.toLowerCase(),
    })),
  }));
  const total = groups.reduce((sum, { findings }) => sum + findings.length, 0);
  const apply = () => {
    const asked = new FormData(form);
    const words = String(asked.get('words')).toLowerCase().split(/\\s+/).filter(Boolean);
    const severities = asked.getAll('severity');
    const check = asked.get('check');
    const introduced = asked.get('introduced') !== null;
    let all = 0;
    for (const { group, count, findings } of groups) {
      let here = 0;
      for (const { element, text } of findings) {
        const { severity, check: own, introduced: isNew } = element.dataset;
        const fits =
          severities.includes(severity) &&
          (check === '' || check === null || check === own) &&
          (!introduced || isNew === 'true') &&
          words.every((word) => text.includes(word));
        element.hidden = !fits;
        if (fits) here += 1;
      }
      group.hidden = here === 0;
      count.textContent = here === findings.length ? String(here) : here + ' of ' + findings.length;
      all += here;
    }
    shown.textContent = all + ' of ' + total + (total === 1 ? ' finding' : ' findings') + ' shown';
    nothing.hidden = all > 0;
  };
  form.addEventListener('input', apply);
  form.addEventListener('reset', () => setTimeout(apply));
  form.addEventListener('submit', (event) => event.preventDefault());
  form.hidden = false;
  apply();
})();
`;
