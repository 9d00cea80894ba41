"""What is wrong with the looks of a page: asked of the browser in one go, said in words that lead to the place."""

from __future__ import annotations

from tests.app.browser.tools import Page

_LAYOUT = """() => {
    const found = [];
    const name = element => `<${element.tagName.toLowerCase()} ${element.className}> ${element.innerText.slice(0, 40)}`;
    const isShown = element => element.checkVisibility({visibilityProperty: true, opacityProperty: true});
    const scrolls = element => {
        for (let box = element; box && !box.matches('.stMain'); box = box.parentElement)
            if (box.scrollWidth > box.clientWidth && /auto|scroll/.test(getComputedStyle(box).overflowX)) return true;
        return false;
    };
    const kinds = 'a, button, p, span, div, li, td, th, h1, h2, h3, summary, label';
    const words = [...document.querySelectorAll(`.stMain :is(${kinds})`)]
        .filter(element => [...element.childNodes].some(node => node.nodeType === 3 && node.data.trim()))
        .filter(element => isShown(element) && !element.closest('.gz-skip, canvas, svg'));
    for (const element of words) {
        const style = getComputedStyle(element), box = element.getBoundingClientRect();
        if (box.width < 2 || scrolls(element)) continue;
        if (box.right > innerWidth + 1 || box.left < -1) found.push('outside: ' + name(element));
        for (let around = element; around && !around.matches('.stMain'); around = around.parentElement) {
            const {overflowX, textOverflow} = getComputedStyle(around);
            if (overflowX === 'visible' || textOverflow === 'ellipsis') continue;
            const edge = around.getBoundingClientRect().right;
            if (around.clientWidth > 1 && box.right > edge + 1) found.push('cut: ' + name(element));
            break;
        }
    }
    const stays = element => {
        for (let box = element; box; box = box.parentElement)
            if (['sticky', 'fixed'].includes(getComputedStyle(box).position)) return true;
        return false;
    };
    const presses = [...document.querySelectorAll('.stMain :is(a, button, input, textarea, summary)')]
        .filter(element => isShown(element) && !stays(element));
    const isSeen = rect => rect.width > 2 && rect.height > 2;
    const rects = presses.map(element => [...element.getClientRects()].filter(isSeen));
    presses.forEach((one, i) => presses.slice(i + 1).forEach((other, j) => {
        if (one.contains(other) || other.contains(one)) return;
        const meet = (a, b) => Math.min(a.right, b.right) - Math.max(a.left, b.left) > 3
            && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 6;
        if (rects[i].some(a => rects[i + 1 + j].some(b => meet(a, b))))
            found.push(`on top of each other: ${name(one)} | ${name(other)}`);
    }));
    return found.slice(0, 8);
}"""
_ENGLISH = """() => {
    const found = new Set(), isEnglish = words => /[A-Za-z]{2}/.test(words || '');
    const skip = 'script, style, noscript, canvas, code, q, .gz-doc, .gz-text, .gz-path, [aria-hidden=true]'
        + ', [data-testid=stIconMaterial]';
    const isShown = element => element.checkVisibility({visibilityProperty: true});
    const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walk.nextNode()) {
        const {data, parentElement} = walk.currentNode;
        if (isEnglish(data) && !parentElement.closest(skip) && isShown(parentElement)) found.add(data.trim());
    }
    const names = ['aria-label', 'aria-roledescription', 'title', 'alt', 'placeholder'];
    for (const element of document.querySelectorAll(names.map(name => `[${name}]`).join()))
        for (const name of names)
            if (isEnglish(element.getAttribute(name)) && !element.closest(skip) && isShown(element))
                found.add(element.getAttribute(name));
    return [...found];
}"""


def flaws(page: Page) -> list[str]:
    """Say which words stick out of the page or are cut, and which buttons and links lie on each other."""
    return list(page.evaluate(_LAYOUT))


def english(page: Page) -> list[str]:
    """Return what can be read or heard and holds Latin words, document text aside."""
    return list(page.evaluate(_ENGLISH))
