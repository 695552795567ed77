// What messages would show, by a parser of Discord's Markdown that is not ours. Messages come as JSON strings, one a line;
// back goes, for each, a line {runs, strange}: its characters as [text, styles], and the types of nodes that no prose has.
// The folder of the package discord-markdown-parser is the only argument.
"use strict";
const { readFileSync } = require("node:fs");
const { SimpleMarkdown, rulesExtended } = require(process.argv[2]);

// The parser leaves lists out of its rules, but brings simple-markdown's own. That one alone would also begin a list
// behind closing stars and a space (`*Stop* - no.`), since it mistakes them for a line's start; Discord does not.
const list = SimpleMarkdown.defaultRules.list;
const match = (source, state) =>
  state.prevCapture === null || /\n *$/.test(state.prevCapture[0]) ? list.match(source, state) : null;
const parse = SimpleMarkdown.parserFor({ ...rulesExtended, list: { ...list, match } });

const STYLES = { em: "emphasis", strong: "strong", underline: "underline", strikethrough: "strike" };

function read(nodes, styles, found) {
  for (const node of nodes) {
    if (node.type === "text") found.runs.push([node.content, styles]);
    else if (node.type === "br") found.runs.push(["\n", styles]);
    // An emoji is drawn as a picture of the very character that was sent.
    else if (node.type === "twemoji") found.runs.push([node.name, styles]);
    else if (node.type in STYLES) read(node.content, [...styles, STYLES[node.type]], found);
    // An address in angles is shown without them; back they go, so that it cannot be taken for a bare one.
    else if (node.type === "autolink") {
      found.runs.push([`<${node.target}>`, styles]);
      found.strange.push(node.type);
    }
    // A bare address is shown as it is written.
    else if (node.type === "url") found.runs.push([node.target, styles]);
    else found.strange.push(node.type);
  }
  return found;
}

for (const line of readFileSync(0, "utf8").split("\n").filter(Boolean)) {
  const nodes = parse(JSON.parse(line), { inline: true, _list: true });
  process.stdout.write(JSON.stringify(read(nodes, [], { runs: [], strange: [] })) + "\n");
}
