import { checkConfig, Problem } from '../config/check';
import { configSchema } from '../config/schema';

/** The keys that differ from cluster to cluster, in the order in which they are asked for. */
export const KEYS = ['domainName', 'harborRegistry', 'keycloakUrl', 'keycloakRealm', 'ingressClassName'] as const;

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

/** What a key is where it is left out, after these answers. Nobody's domain can be guessed. */
export function defaultOf(key: Key, answers: Answers): string | undefined {
  return key === 'domainName' ? undefined : checkConfig({ ...answers, [key]: undefined }).config[key];
}

/** Everything that is wrong with these answers, by the rules of the config. */
export function problemsOf(answers: Answers): readonly Problem[] {
  return checkConfig(answers).problems;
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
  const text = `${meaningOf(key)}${byDefault === undefined ? '' : ` [${byDefault}]`}: `;
  for (;;) {
    const answer = (await question(text)).trim();
    if (answer === '' && byDefault !== undefined) {
      return undefined;
    }
    const [mistake] = problemsOf({ [key]: answer });
    if (!mistake) {
      return answer;
    }
    say(`  Not taken: ${mistake.problem}. Allowed: ${mistake.allowed}. Fix: ${mistake.fix}.`);
  }
}
