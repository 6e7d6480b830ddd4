import { checkConfig, type Problem } from '../../config/check';
import { formatPath } from '../../config/document';
import { configSchema } from '../../config/schema';

/** The keys that differ from cluster to cluster, in the order in which they are asked for. */
export const KEYS = [
  'domainName',
  'profile',
  'harborRegistry',
  'keycloakUrl',
  'keycloakRealm',
  'ingressClassName',
] as const;

export type Key = (typeof KEYS)[number];

/** What goes into the config. A key without an answer keeps its default. */
export type Answers = { readonly [key in Key]?: string };

/** How a person is asked. */
export interface Interviewer {
  readonly question: (text: string) => Promise<string>;
  readonly say: (line: string) => void;
}

/** What a key is, in the schema's words: the first sentence of its description. */
export function meaningOf(key: Key): string {
  return configSchema.shape[key].description!.replace(/\.(?: .*)?$/s, '');
}

/** What a key is where it is left out, after these answers, if it has a default. Nobody's domain can be guessed. */
export function defaultOf(key: Key, answers: Answers): string | undefined {
  return key === 'domainName' ? undefined : checkConfig({ ...answers, [key]: undefined }).config[key];
}

/** Everything that is wrong with these answers, by the rules of the config. */
export function problemsOf(answers: Answers): readonly Problem[] {
  return checkConfig(answers).problems.filter(isOfAnswer);
}

/** The keys without a default that the config needs beside these answers. */
export function missingKeys(answers: Answers): readonly string[] {
  return checkConfig(answers)
    .problems.filter(problem => !isOfAnswer(problem))
    .map(({ path }) => formatPath(path));
}

function isOfAnswer({ path }: Problem): boolean {
  return KEYS.some(key => key === path[0]);
}

/** Asks for everything that is not given, each until its answer is valid. An empty answer takes the default. */
export async function ask(given: Answers, interviewer: Interviewer): Promise<Answers> {
  let answers = given;
  for (const key of KEYS.filter(each => given[each] === undefined)) {
    answers = { ...answers, [key]: await answerTo(key, answers, interviewer) };
  }
  return answers;
}

async function answerTo(key: Key, answers: Answers, { question, say }: Interviewer): Promise<string | undefined> {
  const byDefault = defaultOf(key, answers);
  const isNeeded = key === 'domainName';
  const text = `${meaningOf(key)}${isNeeded ? '' : ` [${byDefault ?? 'none'}]`}: `;
  for (;;) {
    const answer = (await question(text)).trim();
    if (answer === '' && !isNeeded) {
      return undefined;
    }
    const [mistake] = problemsOf({ ...answers, [key]: answer });
    if (!mistake) {
      return answer;
    }
    say(`  Not taken: ${mistake.problem}. Allowed: ${mistake.allowed}. Fix: ${mistake.fix}.`);
  }
}
