// SPDX-FileCopyrightText: 2026 the Konvent authors
// SPDX-License-Identifier: EUPL-1.2
// Shadow roots whose styles are constructed sheets, as a strict policy wants them.

/** Fill a shadow root with markup; what is in its <style> elements applies all the same. */
export function writeShadow(root, html) {
  const template = document.createElement("template");
  template.innerHTML = html;
  const styles = [...template.content.querySelectorAll("style")];
  root.adoptedStyleSheets = styles.map((style) => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(style.textContent);
    style.remove();
    return sheet;
  });
  root.replaceChildren(template.content);
}

/** What holds a root's rules, in the shape of <style> elements. */
export function sheetsOf(root) {
  const constructed = (root.adoptedStyleSheets ?? []).map((sheet) => ({ sheet }));
  return [...root.querySelectorAll("style:not([media])"), ...constructed];
}
