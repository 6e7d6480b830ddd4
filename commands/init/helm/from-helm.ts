import { Failure } from '../../../cli/failure';
import { PROFILE_NAMES } from '../../../config/profiles';
import { PUBLIC_IMAGES } from '../../../config/sections/images';
import { platformKeys } from '../platforms';
import { type Answers, check } from '../questions';
import { configText, sentenceOf } from './document';
import { type HelmSource, readSource } from './source';
import { type Installation, type Translation, translate } from './translate';
import { merge, type Tree } from './tree';

/** The file with the values, and what the command line says about the release. */
interface Release {
  readonly file: string;
  readonly release?: string;
  readonly namespace?: string;
  readonly chartVersion?: string;
}

const CHART = 'qdrant';

/** The config of an installation of the Helm chart, and what the config cannot say. */
export function fromHelm(given: Release, answers: Answers, schema: string | undefined) {
  const { file } = given;
  const source = readSource(file);
  const installation: Installation = {
    values: source.values,
    release: given.release ?? source.release ?? CHART,
    namespace: given.namespace ?? source.namespace ?? CHART,
    chartVersion: given.chartVersion ?? source.chartVersion,
  };
  const drafted = translate(installation, baseOf({ ...answers, domainName: answers.domainName ?? 'example.com' }));
  const domainName = answers.domainName ?? domainOf(drafted);
  if (domainName === undefined) {
    throw new Failure(
      `${file} has no host name from which the domain follows`,
      'add --domain-name, with the domain of the cluster',
    );
  }
  const base = baseOf({ ...answers, domainName });
  const translation = answers.domainName === undefined ? translate(installation, base) : drafted;
  const toCheck = [...translation.toCheck, ...tasks(source, given, installation)];
  const { notCarriedOver, noEffect, toFillIn } = translation;
  return {
    text: configText({ ...translation, toCheck }, base, {
      schema,
      origin: originOf(installation, file),
      from: 'the keys of the chart',
    }),
    toFillIn,
    told: { notCarriedOver, toCheck, noEffect },
  };
}

/** The lists for people. */
export function lists({ notCarriedOver, toCheck }: Pick<Translation, 'notCarriedOver' | 'toCheck'>): string[] {
  const list = (title: string, items: readonly string[]) =>
    items.length > 0 ? ['', title, ...items.map(item => `- ${item}`)] : [];
  return [...list('Not carried over:', notCarriedOver.map(sentenceOf)), ...list('Check:', toCheck)];
}

/** The keys that do not come from the chart. Without a mirror, images come from their publishers. */
export function baseOf({ platform, ...answers }: Answers): Tree {
  const { config } = check(answers);
  const isMirrored = answers.harborRegistry !== undefined || platform !== undefined;
  const { valkey, node } = PUBLIC_IMAGES;
  return merge(
    Object.fromEntries(Object.entries(answers).filter(([, value]) => value !== undefined)),
    platform
      ? (platformKeys(platform, config) as Tree)
      : isMirrored || config.profile !== PROFILE_NAMES[0]
        ? {}
        : { images: { valkey, node } },
  );
}

/** The domain of the API host. */
export function domainOf({ entries }: Pick<Translation, 'entries'>): string | undefined {
  const host = entries.find(({ path }) => path.join('.') === 'apiHostname')?.value;
  const [, domain] = /^[^.]+\.(.+\..+)$/.exec(String(host ?? '')) ?? [];
  return domain;
}

function tasks({ elsewhere, release, namespace }: HelmSource, given: Release, installation: Installation): string[] {
  const guessed = [
    ...(given.release === undefined && release === undefined ? ['--release'] : []),
    ...(given.namespace === undefined && namespace === undefined ? ['--namespace'] : []),
  ];
  return [
    ...(guessed.length > 0
      ? [
          `The release is ${installation.release} in namespace ${installation.namespace}. For another release, use ${guessed.join(' and ')}.`,
        ]
      : []),
    ...elsewhere.map(key => `${key}: the command did not read these values, because they are outside of the file.`),
  ];
}

function originOf({ release, namespace }: Installation, file: string): string {
  return `${file}: release ${release} of the Helm chart ${CHART}, in namespace ${namespace}`;
}
