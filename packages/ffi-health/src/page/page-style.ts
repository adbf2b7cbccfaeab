/** The look of the page: light and dark by the reader's setting, one column on a phone, black on white on paper. */

export const pageStyle = `
:root {
  color-scheme: light dark;
  --paper: #fcfcfa; --raised: #ffffff; --ink: #1d2126; --soft: #5b6470; --line: #dcdfe3;
  --accent: #2459a6; --pass: #1d7440; --fail: #b3261e; --unsure: #8a5a00;
  --good-fill: #e6f3ea; --fair-fill: #f6f0de; --bad-fill: #fbe7e4;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #14171b; --raised: #1c2026; --ink: #e6e8eb; --soft: #a2abb6; --line: #353c45;
    --accent: #84b4f0; --pass: #6ecb8d; --fail: #ff8b80; --unsure: #e3b85a;
    --good-fill: #1b3324; --fair-fill: #38301a; --bad-fill: #43211e;
  }
}
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; }
body {
  margin: 0; background: var(--paper); color: var(--ink);
  font: 16px/1.5 system-ui, -apple-system, "Segoe UI", "DejaVu Sans", sans-serif;
}
main, header, footer { max-width: 900px; margin: 0 auto; padding: 0 20px; }
header { padding-top: 36px; }
h1 { font-size: 1.7rem; line-height: 1.2; margin: 0 0 6px; letter-spacing: -0.01em; }
h2 { font-size: 1.3rem; line-height: 1.3; margin: 0 0 10px; }
h3 { font-size: 1rem; margin: 20px 0 6px; }
h4 { font-size: 0.9rem; margin: 0 0 4px; }
p { margin: 0 0 10px; }
section { padding: 26px 0; border-top: 1px solid var(--line); }
section:first-child { border-top: 0; }
code { font: 0.88em/1.4 ui-monospace, SFMono-Regular, Menlo, "DejaVu Sans Mono", monospace; overflow-wrap: anywhere; }
a { color: var(--accent); }
.facts { color: var(--soft); margin: 0 0 14px; }
.facts span { white-space: nowrap; }
.facts span:not(:last-child)::after { content: " · "; white-space: normal; }
nav { display: flex; flex-wrap: wrap; gap: 4px 16px; font-size: 0.9rem; margin-bottom: 8px; }
nav a { text-decoration: none; }
nav a:hover { text-decoration: underline; }
.banner { display: flex; flex-wrap: wrap; gap: 8px 22px; margin: 14px 0; padding: 12px 16px; background: var(--raised); border: 1px solid var(--line); border-left: 5px solid var(--pass); border-radius: 6px; }
.banner.fail { border-left-color: var(--fail); }
.banner.not-judged { border-left-color: var(--unsure); }
.banner b { font-size: 1.05rem; }
.note, .calm, .meaning { color: var(--soft); }
.count { color: var(--soft); font-weight: normal; font-size: 0.9rem; }
.status { white-space: nowrap; font-weight: 600; }
.status.pass { color: var(--pass); } .status.fail { color: var(--fail); } .status.not-judged { color: var(--unsure); }
.key-budget { display: inline-block; width: 2px; height: 0.95em; background: var(--ink); vertical-align: -0.12em; margin: 0 2px; }
ol.findings { list-style: none; counter-reset: finding; margin: 0; padding: 0; display: grid; gap: 12px; }
ol.findings > li { counter-increment: finding; background: var(--raised); border: 1px solid var(--line); border-radius: 6px; padding: 12px 16px; break-inside: avoid-page; }
ol.findings h3 { margin: 0 0 2px; }
ol.findings h3::before { content: counter(finding) ". "; color: var(--fail); }
ul.plain { margin: 6px 0; padding: 0 0 0 18px; }
ul.plain li { margin: 3px 0; overflow-wrap: anywhere; }
.repeat { margin: 8px 0 0; font-size: 0.9rem; color: var(--soft); }
.repeat code { color: var(--ink); }
details { margin: 12px 0 0; }
summary { cursor: pointer; color: var(--accent); font-size: 0.95rem; }
details[open] > summary { margin-bottom: 8px; }
.chart { margin: 8px 0; } .chart svg { display: block; width: 100%; height: auto; overflow: visible; }
.chart.narrow { display: none; }
.scroll { overflow-x: auto; margin: 0 0 14px; }
table { border-collapse: collapse; width: 100%; font-size: 0.9rem; }
th, td { text-align: left; vertical-align: top; padding: 6px 12px 6px 0; border-bottom: 1px solid var(--line); overflow-wrap: anywhere; }
thead th { color: var(--soft); font-weight: normal; white-space: nowrap; }
tbody th { font-weight: 600; }
table.numbers td { white-space: nowrap; font-variant-numeric: tabular-nums; }
table.stack tbody th { font-weight: normal; min-width: 13em; }
table.stack td:nth-child(2) { min-width: 8em; } table.stack td:nth-child(3) { min-width: 12em; }
tr { break-inside: avoid; }
.matrix { display: grid; grid-template-columns: 8.5em 1fr 1fr; gap: 8px; }
.matrix .axis { color: var(--soft); font-size: 0.9rem; } .matrix .axis.row { display: flex; flex-direction: column; }
.matrix .axis.row b { color: var(--ink); } .matrix .axis.row span { font-size: 0.85rem; }
.cell { border-radius: 6px; padding: 10px 12px; min-height: 64px; break-inside: avoid; }
.cell p { margin: 0; line-height: 1.9; }
.cell.good { background: var(--good-fill); } .cell.fair { background: var(--fair-fill); } .cell.bad { background: var(--bad-fill); }
.cell.none { border: 1px dashed var(--line); color: var(--soft); }
.chip { display: inline-block; background: var(--raised); border: 1px solid var(--line); border-radius: 4px; padding: 0 7px; font-size: 0.85rem; line-height: 1.55; overflow-wrap: anywhere; }
.chip small { color: var(--soft); }
ul.diff { list-style: none; margin: 0; padding: 0; } ul.diff li { margin: 0 0 8px; overflow-wrap: anywhere; }
ul.diff code { display: block; white-space: pre-wrap; padding: 2px 8px; margin-top: 2px; border-left: 3px solid; }
ul.diff code.added { border-color: var(--pass); background: var(--good-fill); } ul.diff code.removed { border-color: var(--fail); background: var(--bad-fill); }
.kind { font-size: 0.8rem; font-weight: 600; } .kind.added { color: var(--pass); } .kind.removed { color: var(--fail); } .kind.changed { color: var(--unsure); }
ol.checklist { list-style: none; margin: 0; padding: 0; }
ol.checklist li { display: grid; grid-template-columns: 7.5em 1fr; gap: 12px; padding: 8px 0; border-bottom: 1px solid var(--line); break-inside: avoid; }
ol.checklist li > div { display: flex; flex-direction: column; } ol.checklist span:not(.status) { color: var(--soft); font-size: 0.9rem; overflow-wrap: anywhere; }
footer { color: var(--soft); font-size: 0.85rem; padding-top: 14px; padding-bottom: 40px; border-top: 1px solid var(--line); }
@media (max-width: 640px) {
  body { font-size: 15px; }
  main, header, footer { padding-left: 14px; padding-right: 14px; }
  header { padding-top: 22px; }
  .chart.wide { display: none; } .chart.narrow { display: block; }
  .matrix { grid-template-columns: 1fr; }
  .matrix .axis, .matrix .axis.row, .matrix .corner { display: none; }
  .cell { min-height: 0; } .cell::before { content: attr(data-row); color: var(--soft); font-size: 0.85rem; }
  .cell.none p { display: none; }
  table.stack thead { display: none; } table.stack tr { display: block; padding: 8px 0; border-bottom: 1px solid var(--line); }
  table.stack th, table.stack td { display: block; border: 0; padding: 1px 0; min-width: 0; }
  table.stack tbody th { min-width: 0; font-weight: 600; }
  table.stack td::before { content: attr(data-label) ": "; color: var(--soft); }
  ol.checklist li { grid-template-columns: 1fr; gap: 2px; }
}
@media print {
  :root {
    color-scheme: light;
    --paper: #fff; --raised: #fff; --ink: #000; --soft: #444; --line: #bbb;
    --accent: #123f7d; --pass: #0b5a2b; --fail: #a0140c; --unsure: #6d4700;
    --good-fill: #eef6f0; --fair-fill: #f8f4e8; --bad-fill: #fbeeec;
  }
  @page { margin: 14mm 13mm; }
  body { font-size: 10.5pt; print-color-adjust: exact; -webkit-print-color-adjust: exact; }
  main, header, footer { max-width: none; padding-left: 0; padding-right: 0; }
  header { padding-top: 0; }
  nav { display: none; }
  .chart.narrow { display: none; } .chart.wide { display: block; break-inside: avoid; }
  section > p { break-after: avoid; break-inside: avoid; }
  section { padding: 14pt 0; }
  h2, h3 { break-after: avoid; }
  .scroll { overflow: visible; }
  summary { color: var(--soft); list-style: none; }
}
`
