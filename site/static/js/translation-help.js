/* Lays the help for each part below it in wagtail-localize's editor, and says in which language each text is.

   The editor is a React application without a place for additions. So this finds its rows by what they are made of: the
   original in a paragraph that is a child of the row, in the order of the page's data. Where a row is not as expected it is
   left alone; everything is also on the page “Help and checks”, which needs none of this. */
(function () {
  'use strict';

  const editor = document.querySelector('.js-translation-editor');
  const settings = document.getElementById('translation-help');
  if (!editor || !settings) return;
  const { address, sourceDir, targetDir } = settings.dataset;
  const props = JSON.parse(editor.dataset.props);
  const texts = props.segments.filter((segment) => segment.type === 'string');
  const panels = new Map();
  const comments = new WeakMap();

  /* The rows of texts, each with its segment: within a tab as the editor sorts them, all of a block together. */
  function rows() {
    const wanted = new Map();
    props.segments.forEach((segment) => {
      const { tab, field, blockId } = segment.location;
      const key = JSON.stringify([tab, field, blockId]);
      if (!wanted.has(key)) wanted.set(key, []);
      wanted.get(key).push(segment);
    });
    const inOrder = [];
    const tabs = props.tabs.length > 1 ? props.tabs.map((tab) => tab.slug) : [null];
    tabs.forEach((slug) => {
      wanted.forEach((segments) => {
        if (slug === null || segments[0].location.tab === slug) inOrder.push(...segments);
      });
    });
    const all = inOrder.filter((segment) => segment.type === 'string');
    const found = [...editor.querySelectorAll('li > ul > li')].filter((row) => row.querySelector(':scope > p'));
    if (found.length !== all.length) return [];
    return found
      .map((row, place) => ({ row, segment: all[place] }))
      .filter(({ row, segment }) => row.querySelector(':scope > p').textContent === segment.source);
  }

  function set(element, name, value) {
    if (element.getAttribute(name) !== value) element.setAttribute(name, value);
  }

  function sayLanguages(row) {
    const source = row.querySelector(':scope > p');
    set(source, 'lang', props.sourceLocale.code);
    set(source, 'dir', sourceDir);
    row.querySelectorAll(':scope > div > p, :scope > div > textarea').forEach((element) => {
      set(element, 'lang', props.locale.code);
      set(element, 'dir', targetDir);
    });
  }

  /* As if somebody typed it: React listens to the event, and knows the value it set itself. */
  function fill(row, text) {
    if (!row.querySelector(':scope > div > textarea')) row.querySelector(':scope > ul button')?.click();
    window.requestAnimationFrame(() => {
      const field = row.querySelector(':scope > div > textarea');
      if (!field) return;
      Object.getOwnPropertyDescriptor(HTMLTextAreaElement.prototype, 'value').set.call(field, text);
      field.dispatchEvent(new Event('input', { bubbles: true }));
      field.focus();
    });
  }

  function lay(row, segment) {
    const panel = panels.get(String(segment.id));
    if (panel && panel.parentElement !== row) row.append(panel);
  }

  async function fetchPanels(segment) {
    const answer = await fetch(segment ? `${address}?segment=${segment.id}` : address, { credentials: 'same-origin' });
    if (!answer.ok) return;
    const made = document.createElement('template');
    made.innerHTML = await answer.text();
    made.content.querySelectorAll('[data-segment]').forEach((panel) => {
      panels.get(panel.dataset.segment)?.remove();
      panels.set(panel.dataset.segment, panel);
    });
    update();
  }

  /* A text was stored: what may be wrong with it is another thing now. */
  function noteComment(row, segment) {
    const comment = row.querySelector(':scope > ul > li')?.textContent ?? '';
    const isEditing = row.querySelector(':scope > div > textarea') !== null;
    if (isEditing || comment === comments.get(row)) return;
    const isNew = comments.has(row) && !row.querySelector('.icon-spinner');
    comments.set(row, comment);
    if (isNew) fetchPanels(segment);
  }

  /* Changes nothing that is right already, or it would never come to rest: it is called for each change. */
  function update() {
    rows().forEach(({ row, segment }) => {
      sayLanguages(row);
      lay(row, segment);
      noteComment(row, segment);
    });
  }

  editor.addEventListener('click', (event) => {
    const button = event.target.closest('button[name="use"]');
    if (button) fill(button.closest('.translation-help').parentElement, button.value);
  });
  new MutationObserver(update).observe(editor, { childList: true, subtree: true, characterData: true });
  if (texts.length) fetchPanels(null);
})();
