/* Keeps what somebody writes in the form for a story on their own device as well, once they have asked for it.

   Nothing is kept before the box is ticked. It goes when the story or a change of it is sent, left for later, taken
   back or closed (the header Clear-Site-Data), when the box is unticked, and after 30 days. What belongs to one
   story gets into no other. Files, tokens and how somebody can be reached are never kept. */
(function () {
  'use strict';

  const KEY = 'story-form';
  const DAYS = 30;

  function read() {
    try {
      const kept = JSON.parse(localStorage.getItem(KEY));
      if (kept && kept.until > Date.now()) return kept;
    } catch {
      /* what cannot be read is not kept either */
    }
    forget();
    return null;
  }

  function forget() {
    try {
      localStorage.removeItem(KEY);
    } catch {
      /* a browser that keeps nothing has nothing to forget */
    }
  }

  const sent = document.querySelector('[data-story-sent]');
  if (sent) {
    forget();
    return;
  }

  const form = document.querySelector('[data-story-form]');
  const place = form && form.querySelector('[data-story-keep]');
  if (!place) return;
  const story = form.dataset.storyForm;
  const { step } = form.dataset;
  const isChange = 'change' in form.dataset;

  /* What a person typed or chose: no hidden value, no file, no button, no honeypot, no address. */
  function fields() {
    const isLeftOut = (field) =>
      ['hidden', 'file', 'submit', 'button'].includes(field.type) || ['website', 'contact', 'told'].includes(field.name);
    return [...form.elements].filter((field) => field.name && !isLeftOut(field));
  }

  function collect() {
    const values = {};
    fields().forEach((field) => {
      const isTick = field.type === 'checkbox' || field.type === 'radio';
      values[isTick ? `${field.name}=${field.value}` : field.name] = isTick ? field.checked : field.value;
    });
    return values;
  }

  /* A form that nothing was stored of has no name yet; its next step has. A change of a story has always had one. */
  function isOfThis(kept) {
    return kept.story === story || (kept.story === 'new' && !isChange);
  }

  function store() {
    const kept = read();
    const steps = kept && isOfThis(kept) ? kept.steps : {};
    steps[step] = collect();
    try {
      localStorage.setItem(KEY, JSON.stringify({ story, steps, until: Date.now() + DAYS * 86400000 }));
    } catch {
      box.checked = false;
    }
  }

  /* Into empty fields alone: what the server has is newer, or the same. */
  function restore(values) {
    let isRestored = false;
    fields().forEach((field) => {
      if (field.type === 'checkbox' || field.type === 'radio') {
        const group = fields().filter((other) => other.name === field.name);
        const isChosen = field.type === 'radio' && group.some((other) => other.checked);
        if (values[`${field.name}=${field.value}`] && !field.checked && !isChosen) {
          field.checked = true;
          isRestored = true;
        }
      } else if (values[field.name] && !field.value) {
        field.value = values[field.name];
        isRestored = true;
      }
    });
    return isRestored;
  }

  const label = document.createElement('label');
  label.className = 'opt mt5';
  const box = document.createElement('input');
  box.type = 'checkbox';
  box.id = 's-keep';
  const text = document.createElement('span');
  text.textContent = `${form.dataset.keep} `;
  const hint = document.createElement('small');
  hint.textContent = form.dataset.keepHint;
  text.append(hint);
  label.append(box, text);
  const status = document.createElement('p');
  status.className = 'muted';
  status.setAttribute('role', 'status');
  place.append(label, status);

  const before = read();
  if (before && isOfThis(before)) {
    box.checked = true;
    if (before.steps[step] && restore(before.steps[step])) status.textContent = form.dataset.restored;
  }
  box.addEventListener('change', () => {
    status.textContent = '';
    if (box.checked) store();
    else forget();
  });
  form.addEventListener('input', () => box.checked && store());
  form.addEventListener('submit', () => box.checked && store());
})();
