import { createAnswers } from '../bundle/answers.ts';
import { checkContent } from '../bundle/content.ts';
import { BundleError } from '../errors.ts';
import type { Manifest } from '../model.ts';
import { createMeaning } from './meaning.ts';

/**
 * Reads a concluded run as a stranger would, and judges it again, before it is signed. BundleError: it is not what its manifest says, does not
 * agree with itself, or withholds something.
 */
export async function checkRun(directory: string, manifest: Manifest): Promise<void> {
  const answers = createAnswers();
  const meaning = createMeaning(directory, manifest, manifest.run.judgedAt);
  const { withheld, failure } = await checkContent(answers, directory, manifest, meaning);
  const [first] = answers.failures;
  if (first !== undefined) throw first;
  if (failure !== undefined) throw failure;
  if ([...withheld.values()].some((lines) => lines > 0))
    throw new BundleError('inconsistent', 'lines of it are withheld: nobody signs what they do not see');
  meaning.conclude();
}
