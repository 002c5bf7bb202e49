import type { BundleView, ProofJudgement } from '../../src/model.ts';
import type { ClaimRow } from '../claim-rows.ts';
import { beyond, findingRows } from '../findings.ts';
import { causePlaces, excludedFrom, reach, targetName } from '../places.ts';
import {
  capital,
  causeReach,
  causeReason,
  causeWhat,
  exclusionReason,
  list,
  number,
  plural,
  targetNouns,
  validity,
  verdictWords,
} from '../wording.ts';
import { clipped } from './clipped.ts';
import { findingsTable } from './findings-table.ts';
import { type Markup, template } from './markup.ts';
import { verdictMark } from './verdict-mark.ts';

interface Fact {
  readonly term: string;
  readonly details: readonly Markup[];
}

const block = template<{
  readonly title: Markup | '';
  readonly facts: readonly Fact[];
  readonly tables: readonly Markup[];
  readonly branches: readonly Markup[];
}>(`
<div class="proof"><%= it.title %>
<% if (it.facts.length > 0) { %><dl class="facts"><% for (const fact of it.facts) { %><div><dt><%= fact.term %></dt><% for (const detail of fact.details) { %><dd><%= detail %></dd><% } %></div><% } %></dl><% } %>
<%= it.tables %>
<% if (it.branches.length > 0) { %><div class="branches"><p class="any">Any one of these is enough:</p><%= it.branches %></div><% } %>
</div>`);
const titled = template<{ readonly says: string; readonly id: string; readonly mark: Markup }>(
  '<h4><%= it.says %> <%= it.mark %><small class="id"><%= it.id %></small></h4>',
);
const plain = template<{ readonly text: string }>('<%= it.text %>');
const causeTemplate = template<{ readonly headline: string; readonly call: string; readonly rest: string }>(
  "<strong><%= it.headline %></strong> <% if (it.call !== '') { %><code><%= it.call %></code><% } %><%= it.rest %>",
);

/** One proof of a claim: what was looked at, what was not and why, and who contradicts. `room`: finding rows to show at most. */
export function proofBlock(
  view: BundleView,
  row: ClaimRow,
  proof: ProofJudgement,
  about: { readonly title: boolean; readonly room: number },
): Markup {
  const branches = proof.branches ?? [];
  return block({
    title:
      about.title && proof.branches === undefined
        ? titled({
            says: proofSays(view, proof),
            id: proof.proof,
            mark: verdictMark(proof.verdict, verdictWords(proof.verdict, proof.counts)),
          })
        : '',
    facts: proof.document === undefined ? coverageFacts(view, row, proof) : documentFacts(view, proof),
    tables: [...tableOf(view, proof, 'contradicts', about.room), ...tableOf(view, proof, 'excepted', about.room)],
    branches: branches.map((branch) => proofBlock(view, row, branch, { title: true, room: about.room })),
  });
}

function proofSays(view: BundleView, { proof, document }: ProofJudgement): string {
  if (Object.hasOwn(view.checks, proof)) return view.checks[proof]?.says ?? proof;
  if (document !== undefined || proof === 'document') return 'A document says so.';
  return proof.startsWith('expect:') ? 'An expression of the claim’s own holds.' : proof;
}

function tableOf(view: BundleView, proof: ProofJudgement, of: 'contradicts' | 'excepted', room: number): readonly Markup[] {
  const listed = (of === 'contradicts' ? proof.contradictions : proof.excepted).slice(0, room);
  if (listed.length === 0) return [];
  return [
    findingsTable(
      of === 'contradicts' ? 'What contradicts it' : 'What is excepted',
      findingRows(view, listed),
      beyond(proof, of, listed.length),
    ),
  ];
}

function documentFacts(view: BundleView, { document, causes }: ProofJudgement): readonly Fact[] {
  if (document === undefined) return [];
  const stated = [
    ['Document', document.document],
    ['Issued by', document.issuer],
    ['About', document.subject],
    ['Inherited from', document.inherited],
    ['Validity', validity(document, view.manifest.run.judgedAt).replace(/^is /, '')],
  ] as const;
  const facts = stated.flatMap(([term, text]) => (text === undefined ? [] : [fact(term, [text])]));
  return causes.length === 0 ? facts : [...facts, { term: 'Not seen', details: causes.map((cause) => causeMarkup(view, cause)) }];
}

function coverageFacts(view: BundleView, row: ClaimRow, proof: ProofJudgement): readonly Fact[] {
  const { counts } = proof;
  if (proof.branches !== undefined || (proof.proof === 'document' && proof.causes.length === 0)) return [];
  const facts: Fact[] = [fact('Looked at', [lookedAt(view, row, proof)])];
  if (counts.tasks > 0)
    facts.push(
      fact('Places', [`${number(counts.swept)} of ${plural(counts.tasks, 'planned place', 'planned places')} looked at to the end`]),
    );
  const inapplicable = Object.entries(proof.notApplicable).map(([why, count]) => `${number(count)}: ${why}`);
  if (inapplicable.length > 0) facts.push(fact('Does not apply', inapplicable.map(clipped)));
  if (counts.outOfScope > 0) facts.push(fact('Out of scope', [`${number(counts.outOfScope)}, by the claim’s own scope`]));
  if (counts.exclusions > 0) facts.push(fact('Excluded', excluded(view, row, proof)));
  if (proof.causes.length > 0) facts.push({ term: 'Not seen', details: proof.causes.map((cause) => causeMarkup(view, cause)) });
  if (proof.notLookedAt.length > 0)
    facts.push(
      fact('Not looked at', [`${proof.notLookedAt.map((one) => targetName(view.targets, one)).join(', ')}: no collector sees this there`]),
    );
  return facts;
}

function lookedAt(view: BundleView, row: ClaimRow, proof: ProofJudgement): string {
  const services = Object.entries(proof.services).map(([service, count]) => `${count === 0 ? 'none' : number(count)} in ${service}`);
  const where = reach(view, proof, row.targets);
  if (services.length === 0) return 'nothing';
  if (where === undefined) return list(services);
  const [one, many] = targetNouns(where.sources);
  return `${list(services)}, across ${plural(where.regions, 'region', 'regions')} of ${plural(where.targets, one, many)}`;
}

function excluded(view: BundleView, row: ClaimRow, proof: ProofJudgement): readonly string[] {
  const reasons = excludedFrom(view, proof, row.targets);
  if (reasons === undefined) return [`${plural(proof.counts.exclusions, 'place', 'places')}, listed under what was looked at`];
  return reasons.map(({ reason, regions }) => `${regions.join(', ')}: ${exclusionReason(reason)}`);
}

/** What could not be seen: the missing permission or the cause, the call, the provider's code and the places. */
export function causeMarkup(view: BundleView, cause: ProofJudgement['causes'][number]): Markup {
  const what = causeWhat(cause);
  const reason = causeReason(cause);
  const places = causePlaces(cause, view.targets).map(({ target, regions }) =>
    regions.length === 0 ? target : `${target} (${regions.join(', ')})`,
  );
  const by = cause.call ?? cause.collector ?? '';
  const said = [...(what === reason ? [] : [reason]), ...(cause.code === undefined ? [] : [cause.code])].join(', ');
  const times = cause.count > cause.where.length ? `, ${plural(cause.count, 'time', 'times')} in all` : '';
  const parts = [...(said === '' ? [] : [said]), ...(places.length === 0 ? [] : [`${places.join('; ')}${times}`])];
  return causeTemplate({
    headline: `${what === reason ? capital(what) : what}${causeReach(cause, view.targets)}.`,
    call: by,
    rest: `${by === '' || parts.length === 0 ? '' : ': '}${parts.join('; ')}`,
  });
}

function fact(term: string, texts: readonly string[]): Fact {
  return { term, details: texts.map((text) => plain({ text: clipped(text) })) };
}
