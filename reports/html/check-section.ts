import type { BundleView } from '../../src/model.ts';
import { verifyCommand } from '../commands.ts';
import type { ReportOptions } from '../report.ts';
import { number } from '../wording.ts';
import { type Markup, template } from './markup.ts';

const section = template<{
  readonly command: string;
  readonly run: string;
  readonly tool: string;
  readonly digest: string;
  readonly streams: readonly { readonly file: string; readonly size: string; readonly root: string }[];
}>(`
<section aria-labelledby="check">
<h2 id="check">Check it yourself</h2>
<p>This page is a rendering; the signed bundle it was made from is the evidence. With the bundle and its signer’s public key, offline:</p>
<pre tabindex="0" role="region" aria-label="Command"><code><%= it.command %></code></pre>
<p>It checks the signature, that no record was changed or left out, and derives every verdict again. <code>VERIFY.md</code> in the bundle says how to do the same without claimcheck.</p>
<p class="honest"><strong>What the signature shows.</strong> Who sealed the bundle, and that nothing was changed since. It does not show that the signer saw the truth: someone who holds the key can seal consistent lies. The remedy is to look for yourself, with read-only access of your own, and to compare.</p>
<dl class="facts"><div><dt>Run</dt><dd><code><%= it.run %></code></dd></div><div><dt>Tool</dt><dd><%= it.tool %></dd><dd>package digest <code><%= it.digest %></code></dd></div></dl>
<details class="how"><summary>What was sealed</summary><div class="scroll" role="region" tabindex="0" aria-label="Sealed streams"><table><caption>Streams of the bundle</caption><thead><tr><th scope="col">File</th><th scope="col">Lines</th><th scope="col">Merkle root</th></tr></thead><tbody><% for (const one of it.streams) { %><tr><th scope="row"><code><%= one.file %></code></th><td><%= one.size %></td><td><code><%= one.root %></code></td></tr><% } %></tbody></table></div></details>
</section>`);

/** How a stranger checks the bundle, and what a signature does not show. */
export function checkSection({ manifest }: BundleView, options: ReportOptions): Markup {
  return section({
    command: verifyCommand(options),
    run: manifest.run.id,
    tool: `${manifest.tool.name} ${manifest.tool.version}`,
    digest: manifest.tool.digest,
    streams: manifest.streams.slice(0, 200).map(({ file, size, root }) => ({ file, size: number(size), root })),
  });
}
