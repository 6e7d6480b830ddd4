import { checkConfig } from '../../config/check';
import { formatPath } from '../../config/path';
import { type ConfigInput, configSchema } from '../../config/schema';
import type { Problem } from '../../config/schema-problems';
import { type Platform, platformKeys } from './platforms';

/** The keys that differ between clusters, in the order of the questions. */
export const KEYS = [
  'domainName',
  'profile',
  'harborRegistry',
  'keycloakUrl',
  'keycloakRealm',
  'ingressClassName',
] as const;

export type Key = (typeof KEYS)[number];

/** The answers. A key without an answer keeps its default. */
export type Answers = { readonly [key in Key]?: string } & {
  readonly platform?: Platform;
  /** The path of a group whose members can open the dashboard. */
  readonly group?: string;
};

/** The dialog with a person. */
export interface Interviewer {
  readonly question: (text: string) => Promise<string>;
  readonly say: (line: string) => void;
}

/** The meaning of a key: the first sentence of its description in the schema. */
export function meaningOf(key: Key | 'group'): string {
  if (key === 'group') {
    return 'Group whose members can open the dashboard, such as /search/admins';
  }
  return configSchema.shape[key].description!.replace(/\.(?: .*)?$/s, '');
}

/** Checks the config of these answers. */
export function check({ platform, group, ...answers }: Answers) {
  const withGroup = (keys: ConfigInput = {}) =>
    checkConfig({
      ...answers,
      ...keys,
      ...(group !== undefined && { dashboard: { ...keys.dashboard, access: { groups: [group] } } }),
    });
  const checked = withGroup();
  return platform ? withGroup(platformKeys(platform, checked.config)) : checked;
}

/** The default of a key after these answers. The domain has no useful default. */
export function defaultOf(key: Key, answers: Answers): string | undefined {
  return key === 'domainName' ? undefined : check({ ...answers, [key]: undefined }).config[key];
}

/** The problems of these answers, by the rules of the config. */
export function problemsOf(answers: Answers): readonly Problem[] {
  return check(answers).problems.filter(isOfAnswer);
}

/** The other keys that the config needs after these answers. */
export function missingKeys(answers: Answers): readonly string[] {
  return check(answers)
    .problems.filter(problem => !isOfAnswer(problem))
    .map(({ path }) => formatPath(path));
}

function isOfAnswer({ path }: Problem): boolean {
  return answerOf(path) !== undefined;
}

/** The answer that a key of the config is from. */
export function answerOf(path: Problem['path']): Key | 'group' | undefined {
  return formatPath(path).startsWith('dashboard.access.groups') ? 'group' : KEYS.find(key => key === path[0]);
}

/** Asks for each missing answer until the answer is valid. An empty answer selects the default. */
export async function ask(given: Answers, interviewer: Interviewer): Promise<Answers> {
  let answers = given;
  for (const key of KEYS.filter(each => given[each] === undefined && isAsked(each, given))) {
    answers = { ...answers, [key]: await answerTo(key, answers, interviewer) };
  }
  return missingKeys(answers).includes('dashboard.access')
    ? { ...answers, group: await answerTo('group', answers, interviewer) }
    : answers;
}

/** Each platform has its own ingress class, or a Gateway. */
function isAsked(key: Key, { platform }: Answers): boolean {
  return platform === undefined || key !== 'ingressClassName';
}

async function answerTo(
  key: Key | 'group',
  answers: Answers,
  { question, say }: Interviewer,
): Promise<string | undefined> {
  const byDefault = key === 'group' ? undefined : defaultOf(key, answers);
  const isRequired = key === 'domainName';
  const text = `${meaningOf(key)}${isRequired ? '' : ` [${byDefault ?? 'none'}]`}: `;
  for (;;) {
    const answer = (await question(text)).trim();
    if (answer === '' && !isRequired) {
      return undefined;
    }
    const [mistake] = problemsOf({ ...answers, [key]: answer });
    if (!mistake) {
      return answer;
    }
    say(`  Invalid: ${mistake.problem}. Allowed: ${mistake.allowed}. Fix: ${mistake.fix}.`);
  }
}
