"""The style of a printable page: plain, high contrast, narrow screens and paper; no fonts, no requests."""

from __future__ import annotations

STYLE = """
:root { --ink: #0b0c0c; --quiet: #484949; --line: #b1b4b6; --back: #fff; --link: #1a65a6; --shade: #f3f3f3;
  --good: #005a30; --good-back: #cce2d8; --bad: #721b14; --bad-back: #f6d7d2; --open: #594d00;
  --open-back: #fff7bf; --plain: #0c2d4a; --plain-back: #d2e2f1; --focus: #fd0; }
* { box-sizing: border-box; }
body { margin: 0; color: var(--ink); background: var(--back); font-family: Arial, Helvetica, sans-serif;
  font-size: 1.1875rem; line-height: 1.32; overflow-wrap: break-word; }
.width { max-width: 60rem; margin: 0 auto; padding: 0 1rem; }
header { border-bottom: 0.5rem solid var(--plain); padding: 1rem 0; font-weight: bold; }
footer { border-top: 1px solid var(--line); margin-top: 3rem; padding: 1.5rem 0; color: var(--quiet);
  font-size: 1rem; }
main { padding: 1.5rem 0; }
.skip { position: absolute; left: -999rem; }
.skip:focus { position: static; display: block; padding: 0.75rem 1rem; }
a { color: var(--link); text-underline-offset: 0.1em; }
:focus-visible, .skip:focus { outline: 3px solid transparent; background: var(--focus); color: var(--ink);
  box-shadow: 0 -2px var(--focus), 0 4px var(--ink); }
h1 { font-size: 2rem; line-height: 1.1; margin: 0 0 1.5rem; }
h2 { font-size: 1.6875rem; line-height: 1.15; margin: 3rem 0 1rem; padding-top: 1rem;
  border-top: 2px solid var(--ink); }
h3 { font-size: 1.3125rem; margin: 2rem 0 0.75rem; }
h4 { font-size: 1.1875rem; margin: 1.5rem 0 0.5rem; }
p { margin: 0 0 1rem; max-width: 44rem; }
.lead { font-size: 1.3125rem; }
ul { margin: 0 0 1rem; padding-left: 1.25rem; max-width: 46rem; }
ul ul { margin: 0.35rem 0 0.35rem; }
li { margin-bottom: 0.35rem; }
ul.marks { list-style: none; padding-left: 0; }
ul.marks > li { padding-left: 1.6rem; position: relative; }
ul.marks > li > .bullet { position: absolute; left: 0; font-weight: bold; }
.inset { margin: 1.5rem 0; padding: 1rem; border-left: 0.6rem solid var(--line); max-width: 44rem; }
dl { margin: 0 0 1.5rem; }
dl > div { border-bottom: 1px solid var(--line); padding: 0.5rem 0; display: flex; flex-wrap: wrap;
  gap: 0 1rem; }
dt { font-weight: bold; flex: 0 0 14rem; }
dd { margin: 0; flex: 1 1 14rem; min-width: 0; }
.scroll { overflow-x: auto; margin: 0 0 1.5rem; }
table { border-collapse: collapse; width: 100%; font-size: 1.0625rem; }
caption { text-align: left; font-weight: bold; padding: 0.25rem 0 0.5rem; }
th, td { text-align: left; vertical-align: top; padding: 0.5rem 1rem 0.5rem 0;
  border-bottom: 1px solid var(--line); }
th { font-weight: bold; }
tbody th { min-width: 9rem; }
td { min-width: 7rem; }
tr.marked th, tr.marked td { background: var(--shade); }
table.ladder { width: auto; min-width: min(100%, 30rem); margin-bottom: 1.5rem; }
table.ladder th { border-left: 0.75rem solid var(--line); padding-left: 0.75rem; min-width: 0; }
table.ladder thead th { border-left-color: transparent; }
table.ladder thead th + th { border-left: 0; padding-left: 0; }
table.ladder tr.permitted th { border-left-color: var(--plain); }
table.ladder td .tag { margin: 0 0.35rem 0.2rem 0; }
.tag { display: inline-block; padding: 0.05rem 0.5rem; font-weight: bold; font-size: 1rem; }
.good { color: var(--good); background: var(--good-back); }
.bad, .alert { color: var(--bad); background: var(--bad-back); }
.open { color: var(--open); background: var(--open-back); }
.plain { color: var(--plain); background: var(--plain-back); }
.bullet.good, .bullet.bad, .bullet.open, .bullet.plain, .bullet.alert { background: none; }
figure { margin: 0 0 1.5rem; max-width: 44rem; }
figure .scroll { margin: 0; }
figure svg { width: 100%; min-width: 32rem; height: auto; display: block; }
figcaption { font-size: 1rem; }
details { margin: 0 0 1rem; }
summary { cursor: pointer; color: var(--link); font-weight: bold; padding: 0.35rem 0;
  text-decoration: underline; }
details > div { border-left: 4px solid var(--line); padding: 0.5rem 0 0.5rem 1rem; }
@media (max-width: 40em) {
  body { font-size: 1.0625rem; }
  h1 { font-size: 1.5rem; } h2 { font-size: 1.3125rem; } h3 { font-size: 1.125rem; }
  table { font-size: 1rem; } dt { flex-basis: 100%; } }
@media print {
  body { font-size: 11pt; } .skip, .hide-print { display: none; } .scroll { overflow: visible; }
  figure svg { min-width: 0; }
  h2, h3, h4, caption { break-after: avoid; } tr, li, dl > div { break-inside: avoid; }
  a[href^="http"]::after { content: " (" attr(href) ")"; font-size: 9pt; }
  details > summary { list-style: none; color: inherit; text-decoration: none; }
  .tag { border: 1px solid currentColor; } .width { max-width: none; } }
@media (forced-colors: active) { .tag { border: 1px solid; } }
"""
