// Study aids at a question: options struck out, passages highlighted. Kept on the server beside the answer.

const textNodes = (block) => {
  const walker = document.createTreeWalker(block, NodeFilter.SHOW_TEXT);
  const found = [];
  while (walker.nextNode()) found.push(walker.currentNode);
  return found;
};

const offsetIn = (block, node, offset) => {
  const range = document.createRange();
  range.setStart(block, 0);
  range.setEnd(node, offset);
  return range.toString().length;
};

const unwrap = (block) => {
  for (const mark of block.querySelectorAll("mark")) mark.replaceWith(...mark.childNodes);
  block.normalize();
};

const wrap = (block, { start, end }) => {
  let at = 0;
  for (const node of textNodes(block)) {
    const from = Math.max(start - at, 0), to = Math.min(end - at, node.length);
    at += node.length;
    if (from >= to || !node.data.slice(from, to).trim()) continue;
    const piece = node.splitText(from);
    piece.splitText(to - from);
    const mark = document.createElement("mark");
    piece.replaceWith(mark);
    mark.append(piece);
  }
};

const merged = (passages) => {
  const result = [];
  for (const each of [...passages].sort((one, other) => one.start - other.start)) {
    const last = result.findLast((other) => other.block === each.block);
    if (last && each.start <= last.end) last.end = Math.max(last.end, each.end);
    else result.push({ ...each });
  }
  return result;
};

/** Sets up the aids of one question; `keep(aids)` is called with all of them after each change. */
export class QuestionAids {
  constructor(section, keep) {
    this.section = section;
    this.keep = keep;
    this.struck = new Set(section.dataset.struck.split(" ").filter(Boolean));
    this.highlights = JSON.parse(section.dataset.highlights || "[]");
    this.#addStrikeButtons();
    this.#drawHighlights();
    section.querySelector("[data-aid=highlight]")?.addEventListener("click", () => this.highlight() || this.#highlightStem());
    section.querySelector("[data-aid=clear]")?.addEventListener("click", () => this.#clear());
    for (const block of this.#blocks()) block.addEventListener("click", (event) => this.#removeAt(event));
  }

  #blocks() { return this.section.querySelectorAll("[data-block]"); }
  #changed() { this.keep({ struck: [...this.struck], highlights: this.highlights }); }

  #addStrikeButtons() {
    for (const input of this.section.querySelectorAll("input[name=choice]")) {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "strike";
      button.textContent = "strike out";
      button.setAttribute("aria-label", `Strike out ${input.dataset.letter}`);
      button.addEventListener("click", () => this.toggleStrike(input));
      input.closest(".option").append(button);
      this.#showStrike(input);
    }
  }

  #showStrike(input) {
    const option = input.closest(".option"), isStruck = this.struck.has(input.value);
    option.classList.toggle("is-struck", isStruck);
    option.querySelector(".strike").setAttribute("aria-pressed", String(isStruck));
  }

  toggleStrike(input) {
    if (!this.struck.delete(input.value)) this.struck.add(input.value);
    this.#showStrike(input);
    this.#changed();
  }

  #drawHighlights() {
    for (const block of this.#blocks()) {
      unwrap(block);
      for (const passage of this.highlights.filter((each) => each.block === block.dataset.block)) wrap(block, passage);
    }
    const clear = this.section.querySelector("[data-aid=clear]");
    if (clear) clear.hidden = !this.highlights.length;
  }

  /** Highlights what is selected in the text; false where nothing is. */
  highlight() {
    const selection = getSelection();
    if (!selection.rangeCount || selection.isCollapsed) return false;
    const range = selection.getRangeAt(0);
    const block = [...this.#blocks()].find((each) => each.contains(range.startContainer) && each.contains(range.endContainer));
    if (!block) return false;
    const start = offsetIn(block, range.startContainer, range.startOffset), end = offsetIn(block, range.endContainer, range.endOffset);
    if (end <= start || this.highlights.length >= 100) return false;
    this.highlights = merged([...this.highlights, { block: block.dataset.block, start, end }]);
    selection.removeAllRanges();
    this.#drawHighlights();
    this.#changed();
    return true;
  }

  /** With nothing selected the whole stem: what the keyboard can do everywhere. */
  #highlightStem() {
    const block = this.section.querySelector("[data-block=stem]");
    this.highlights = merged([...this.highlights, { block: "stem", start: 0, end: block.textContent.length }]);
    this.#drawHighlights();
    this.#changed();
  }

  #clear() {
    this.highlights = [];
    this.#drawHighlights();
    this.#changed();
    this.section.querySelector("[data-aid=highlight]").focus();
  }

  #removeAt(event) {
    const mark = event.target.closest("mark");
    if (!mark || !getSelection().isCollapsed) return;
    const block = mark.closest("[data-block]"), at = offsetIn(block, mark, 0);
    this.highlights = this.highlights.filter((each) => each.block !== block.dataset.block || at < each.start || at >= each.end);
    this.#drawHighlights();
    this.#changed();
  }
}
