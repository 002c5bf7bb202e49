/** Light and dark by the reader's own setting; every text colour has at least 4.5:1 on its ground (WCAG 1.4.3). Its digest stands in digests.ts. */
export const style = `
:root {
  --ground: #faf8f4; --card: #ffffff; --ink: #1e1c19; --soft: #625d55; --line: #e5e0d6; --link: #1d4f8c; --focus: #1d4f8c; --code: #f3f0e9;
  --verified: #17663a; --verified-tint: #e4f2e9; --contradicted: #ab241c; --contradicted-tint: #fbe8e5;
  --unproven: #7d5200; --unproven-tint: #fbefd3; --lapsed: #87451a; --lapsed-tint: #f8e9dd;
  --attested: #1f5590; --attested-tint: #e4eef9; --vacuous: #59556a; --vacuous-tint: #efedf4; --unjudged: #5d5951; --unjudged-tint: #f0ede6;
  --serif: ui-serif, "Iowan Old Style", "Palatino Linotype", Palatino, Georgia, "Noto Serif", serif;
  --sans: system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", "Noto Sans", sans-serif;
  --mono: ui-monospace, "SF Mono", "Cascadia Mono", Menlo, Consolas, "Noto Sans Mono", monospace;
  color-scheme: light dark;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ground: #141312; --card: #1c1b19; --ink: #eceae5; --soft: #aaa59b; --line: #35322d; --link: #9cc4f5; --focus: #9cc4f5; --code: #262421;
    --verified: #86d3a4; --verified-tint: #15301f; --contradicted: #ffa198; --contradicted-tint: #3d1915;
    --unproven: #efc675; --unproven-tint: #34270b; --lapsed: #efb083; --lapsed-tint: #362111;
    --attested: #9ac5f5; --attested-tint: #142a42; --vacuous: #c0bbd0; --vacuous-tint: #2a2731; --unjudged: #b9b4aa; --unjudged-tint: #2a2824;
  }
}
* { box-sizing: border-box; }
html { scroll-behavior: smooth; -webkit-text-size-adjust: 100%; text-size-adjust: 100%; }
body { margin: 0; background: var(--ground); color: var(--ink); font: 1rem/1.6 var(--sans); overflow-wrap: anywhere; }
.wrap { max-width: 60rem; margin: 0 auto; padding: 0 clamp(1rem, 4vw, 2.5rem); }
h1, h2, h3, h4, p, ul, dl, dd, table, pre { margin: 0; }
ul { padding: 0; list-style: none; }
a { color: var(--link); text-underline-offset: .2em; text-decoration-thickness: .06em; }
:focus-visible { outline: 3px solid var(--focus); outline-offset: 3px; border-radius: 4px; }
code, pre { font-family: var(--mono); font-size: .86em; }
small { font-size: .85em; color: var(--soft); font-weight: 400; }
.icon { width: 1.15em; height: 1.15em; flex: none; fill: none; stroke: currentColor; stroke-width: 1.9; stroke-linecap: round; stroke-linejoin: round; vertical-align: -.2em; }
.skip { position: absolute; left: -100vw; }
.skip:focus { left: 1rem; top: 1rem; background: var(--card); padding: .5rem 1rem; z-index: 1; }

.warning { display: flex; gap: .7rem; align-items: flex-start; justify-content: center; padding: .8rem clamp(1rem, 4vw, 2.5rem); background: var(--unproven-tint); color: var(--unproven); border-bottom: 1px solid color-mix(in srgb, var(--unproven) 25%, transparent); }
.warning .icon { margin-top: .25em; }
.top .wrap { padding-top: clamp(2rem, 6vw, 4rem); }
.brand { font-size: .82rem; letter-spacing: .02em; color: var(--soft); display: flex; align-items: center; gap: .5rem; }
.brand::before { content: ""; width: .6rem; height: .6rem; border-radius: 2px; background: var(--verified); transform: rotate(45deg); }
h1 { font: 600 clamp(2rem, 5.5vw, 3.2rem)/1.12 var(--serif); letter-spacing: -.015em; margin-top: .6rem; text-wrap: balance; }
.lead { font-size: clamp(1.1rem, 2.2vw, 1.3rem); line-height: 1.5; margin-top: 1rem; max-width: 40rem; text-wrap: pretty; }
.when { color: var(--soft); margin-top: .6rem; font-size: .94rem; }
nav { display: flex; flex-wrap: wrap; gap: .3rem 1.4rem; margin-top: 1.6rem; padding: .9rem 0; border-top: 1px solid var(--line); border-bottom: 1px solid var(--line); font-size: .95rem; }
main > section { padding-top: clamp(2.5rem, 6vw, 4rem); }
main { padding-bottom: 5rem !important; }
h2 { font: 600 1.7rem/1.25 var(--serif); letter-spacing: -.01em; margin-bottom: 1.2rem; scroll-margin-top: 1rem; }
main > section > h3 { font-size: 1.05rem; margin: 2rem 0 .7rem; }
.note { color: var(--soft); font-size: .94rem; max-width: 46rem; }

.bar { display: block; width: 100%; height: .7rem; border-radius: .35rem; overflow: hidden; }
.tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(10.5rem, 1fr)); gap: 1.6rem 1.4rem; margin: 1.4rem 0 2.4rem; }
.tile { display: flex; flex-direction: column; }
.tile .count { font: 600 2.1rem/1.1 var(--serif); font-variant-numeric: lining-nums tabular-nums; color: var(--ink); }
.tile .word { display: flex; gap: .4rem; align-items: center; font-weight: 600; color: var(--tone); }
.tile .means { font-size: .86rem; line-height: 1.4; color: var(--soft); margin-top: .15rem; }
.v-verified { --tone: var(--verified); --tint: var(--verified-tint); } .f-verified { fill: var(--verified); }
.v-contradicted { --tone: var(--contradicted); --tint: var(--contradicted-tint); } .f-contradicted { fill: var(--contradicted); }
.v-unproven { --tone: var(--unproven); --tint: var(--unproven-tint); } .f-unproven { fill: color-mix(in srgb, var(--unproven) 75%, var(--ground)); }
.v-lapsed { --tone: var(--lapsed); --tint: var(--lapsed-tint); } .f-lapsed { fill: color-mix(in srgb, var(--lapsed) 55%, var(--ground)); }
.v-attested { --tone: var(--attested); --tint: var(--attested-tint); } .f-attested { fill: color-mix(in srgb, var(--attested) 80%, var(--ground)); }
.v-vacuous { --tone: var(--vacuous); --tint: var(--vacuous-tint); } .f-vacuous { fill: color-mix(in srgb, var(--vacuous) 45%, var(--ground)); }
.v-unjudged { --tone: var(--unjudged); --tint: var(--unjudged-tint); } .f-unjudged { fill: color-mix(in srgb, var(--unjudged) 30%, var(--ground)); }
.mark { display: inline-flex; gap: .4em; align-items: center; padding: .12em .7em .12em .5em; border-radius: 2em; background: var(--tint); color: var(--tone); font: 600 .88rem/1.6 var(--sans); letter-spacing: 0; }

table { border-collapse: collapse; width: 100%; font-size: .94rem; }
caption { text-align: left; font-weight: 600; padding: 0 0 .5rem; }
th { text-align: left; font-weight: 600; }
th, td { padding: .55rem .9rem .55rem 0; vertical-align: top; border-top: 1px solid var(--line); }
thead th { font-size: .82rem; font-weight: 500; color: var(--soft); border-top: 0; padding-top: 0; }
tbody th { font-weight: 400; }
.index td:first-child { width: 1%; white-space: nowrap; padding-right: 1.4rem; }
.index a { color: var(--ink); text-decoration-color: var(--line); }
.index a:hover { text-decoration-color: currentColor; }
.index caption { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }

.filter { display: flex; flex-wrap: wrap; gap: .4rem; align-items: center; margin-bottom: 1.4rem; }
.filter[hidden], [hidden] { display: none; }
button { font: 500 .9rem/1.5 var(--sans); color: var(--ink); background: transparent; border: 1px solid var(--line); border-radius: 2em; padding: .3rem .9rem; display: inline-flex; gap: .4em; align-items: center; cursor: pointer; min-height: 2.2rem; }
button:hover { border-color: var(--soft); }
button[aria-pressed=true] { background: var(--ink); border-color: var(--ink); color: var(--ground); }
[role=status] { color: var(--soft); font-size: .9rem; margin-left: .4rem; }

.claim { background: var(--card); border: 1px solid var(--line); border-radius: 14px; padding: clamp(1.2rem, 3.4vw, 2.2rem); margin-bottom: 1.4rem; scroll-margin-top: 1rem; }
.claim h3 { font: 500 clamp(1.3rem, 3vw, 1.75rem)/1.32 var(--serif); letter-spacing: -.008em; margin-top: .9rem; text-wrap: pretty; }
.why { margin-top: .6rem; font-size: 1.06rem; max-width: 44rem; }
.mend { margin-top: .9rem; padding: .7rem 1rem; border-radius: 8px; background: var(--tint); font-size: .95rem; }
.proof { margin-top: 1.5rem; }
.proof + .proof { border-top: 1px solid var(--line); padding-top: 1.3rem; }
h4 { font-size: 1rem; font-weight: 600; display: flex; flex-wrap: wrap; gap: .3rem .8rem; align-items: center; margin-bottom: .6rem; }
h4 .id { font-family: var(--mono); font-size: .8rem; }
.branches { margin-top: 0; }
.any { font-weight: 600; margin-bottom: 1rem; }
.branches > .proof { margin-top: 1.1rem; padding-left: 1.1rem; border-left: 2px solid var(--line); border-top: 0; padding-top: 0; }
.facts { display: grid; gap: .45rem; font-size: .95rem; }
.facts > div { display: grid; grid-template-columns: 8.5rem 1fr; gap: 0 1rem; }
.facts dt { color: var(--soft); grid-row: 1 / span 99; }
.facts dd { grid-column: 2; }
.facts dd + dd { margin-top: .2rem; }
.facts dd em { display: block; font-style: normal; color: var(--soft); }
.chips { display: flex; flex-wrap: wrap; gap: .3rem; }
.chips li { border: 1px solid var(--line); border-radius: 6px; padding: 0 .5rem; font-variant-numeric: tabular-nums; }
.findings { margin-top: 1.3rem; }
.findings .name { display: block; }
.findings code { display: block; font-size: .84em; line-height: 1.55; }
.findings .name + code { color: var(--soft); }
.findings thead th:first-child { width: 50%; }
.findings .place { white-space: nowrap; } .findings td small { display: block; }
.more { color: var(--soft); padding: .6rem 0 0; font-size: .94rem; border-top: 1px solid var(--line); }
details.how { margin-top: 1.3rem; }
details.fold { border-top: 1px solid var(--line); padding-top: .5rem; }
summary { cursor: pointer; font-weight: 600; font-size: .95rem; padding: .25rem 0; }
summary::marker { color: var(--soft); }
details.how > summary { font-weight: 500; color: var(--soft); }
details[open] > summary { margin-bottom: .8rem; }
.fold .findings { margin-top: 0; } .fold caption { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }

.controls { margin-top: 2.2rem; table-layout: fixed; }
.controls caption { font: 600 1.15rem/1.4 var(--serif); padding-bottom: .7rem; }
.controls thead th:first-child { width: 12rem; }
.controls th { font-variant-numeric: tabular-nums; }
.controls li + li { margin-top: .45rem; }
.controls a { color: var(--ink); text-decoration-color: var(--line); }
.causes li { padding: .5rem 0; border-top: 1px solid var(--line); font-size: .95rem; }
.causes strong { display: block; }
.legend { display: flex; flex-wrap: wrap; gap: .3rem 1.4rem; font-size: .88rem; color: var(--soft); margin-bottom: 1rem; }
.matrix { border-top: 1px solid var(--line); padding: .6rem 0; }
.matrix summary span { font-weight: 400; color: var(--soft); margin-left: .4rem; }
.matrix .note { margin-bottom: .8rem; }
.scroll { overflow-x: auto; }
.scroll table { overflow-wrap: normal; font-variant-numeric: tabular-nums; }
.scroll th, .scroll td { padding-block: .35rem; white-space: nowrap; }
.scroll caption { color: var(--soft); font-weight: 400; font-size: .88rem; }
.cell .icon { margin-right: .45em; }
.c-swept .icon { color: var(--verified); } .c-part, .c-not-seen, .c-part .icon, .c-not-seen .icon { color: var(--unproven); }
.c-part, .c-not-seen { font-weight: 600; } .c-excluded, .c-none { color: var(--soft); }
pre { background: var(--code); border: 1px solid var(--line); border-radius: 8px; padding: .9rem 1.1rem; margin: .9rem 0; overflow-x: auto; }
.honest { margin: 1rem 0 1.4rem; padding-left: 1.1rem; border-left: 3px solid var(--line); max-width: 46rem; }
section > p { max-width: 46rem; }

@media (max-width: 40rem) {
  .tiles { grid-template-columns: 1fr 1fr; }
  .facts > div { grid-template-columns: 1fr; }
  .facts dd { grid-column: 1; } .facts dt { grid-row: auto; font-size: .86rem; }
  .stack, .stack tbody, .stack tr, .stack th, .stack td, .stack caption { display: block; }
  .stack thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  .stack tr { border-top: 1px solid var(--line); padding: .7rem 0; }
  .stack tbody th, .stack tbody td { border: 0; padding: .1rem 0; }
  .index td:first-child { width: auto; }
  .stack.index tr { display: flex; flex-direction: column; gap: .25rem; align-items: flex-start; }
  .findings td small { display: inline; }
  .controls tbody th { font-weight: 600; }
}
@media (prefers-reduced-motion: reduce) { html { scroll-behavior: auto; } }
@media print {
  :root { --ground: #fff; --card: #fff; --ink: #000; --soft: #444; --line: #bbb; }
  body { font-size: 10pt; }
  nav, .filter, .skip { display: none; }
  .claim { border-radius: 0; border-width: 1px 0 0; padding: 1rem 0; margin: 0; }
  .claim h3, .mark, h2, h4, caption { break-after: avoid; }
  tr, .tile, .mend { break-inside: avoid; }
  .mark, .bar, .warning { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
  details::details-content { content-visibility: visible; }
  .scroll { overflow: visible; } .scroll td, .scroll th { white-space: normal; }
}
`;
