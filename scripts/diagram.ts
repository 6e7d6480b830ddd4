/**
 * The picture of the architecture, drawn from the synthesized objects, as Mermaid text.
 * `npm run diagram` puts it into README.md; a test checks that it is current.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { buildApp } from '../app';
import { loadConfig } from '../config/load';
import { render } from '../stack/manifests';

interface KubernetesObject {
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly annotations?: Readonly<Record<string, string>>;
  };
}

interface Service extends KubernetesObject {
  readonly kind: 'Service';
  readonly spec: {
    readonly clusterIP?: string;
    readonly ports: readonly { readonly port: number }[];
    readonly selector: Readonly<Record<string, string>>;
  };
}

interface Workload extends KubernetesObject {
  readonly kind: 'Deployment' | 'StatefulSet';
  readonly spec: {
    readonly template: {
      readonly metadata: { readonly labels: Readonly<Record<string, string>> };
      readonly spec: { readonly volumes?: readonly { readonly configMap?: { readonly name: string } }[] };
    };
    readonly volumeClaimTemplates?: readonly {
      readonly metadata: { readonly name: string };
      readonly spec: { readonly resources: { readonly requests: { readonly storage: string } } };
    }[];
  };
}

interface Ingress extends KubernetesObject {
  readonly kind: 'Ingress';
  readonly spec: {
    readonly rules: readonly {
      readonly host: string;
      readonly http: {
        readonly paths: readonly {
          readonly path: string;
          readonly pathType: string;
          readonly backend: { readonly service: { readonly name: string } };
        }[];
      };
    }[];
  };
}

interface ConfigMap extends KubernetesObject {
  readonly kind: 'ConfigMap';
  readonly data: Readonly<Record<string, string>>;
}

type Drawn = Service | Workload | Ingress | ConfigMap;

const BLOCK = /(<!-- diagram -->\n)[\s\S]*?(<!-- \/diagram -->)/;

/** `readme` with the current diagram between its `diagram` markers. */
export function withDiagram(readme: string, text: string): string {
  if (!BLOCK.test(readme)) {
    throw new Error('README.md has no <!-- diagram --> block to put the diagram into.');
  }
  return readme.replace(BLOCK, (_, before, after) => `${before}\n\`\`\`mermaid\n${text}\n\`\`\`\n\n${after}`);
}

/** Mermaid text of the objects of one stack: hosts, Services, workloads, and who speaks with whom. */
export function diagram(objects: readonly KubernetesObject[]): string {
  const ofKind = <Kind extends Drawn['kind']>(...kinds: Kind[]) =>
    objects.filter((object): object is Extract<Drawn, { kind: Kind }> => (kinds as string[]).includes(object.kind));
  const services: Service[] = ofKind('Service').filter(({ spec }) => spec.clusterIP !== 'None');
  const workloads: Workload[] = ofKind('Deployment', 'StatefulSet');
  const nodes = new Map<string, string>();
  const edges: string[] = [];

  /** Declares a node and returns its id, which may only have letters, digits and underscores. */
  const node = (name: string, shape: (text: string) => string, text: string) => {
    const id = name.replace(/\W/g, '_');
    nodes.set(id, `  ${id}${shape(`"${text}"`)}`);
    return id;
  };
  const host = (name: string, text = name) => node(name, label => `([${label}])`, text);
  const service = ({ metadata, spec }: Service) => {
    const ports = spec.ports.map(({ port }) => port).join(', ');
    return node(`Service ${metadata.name}`, label => `{{${label}}}`, `Service ${metadata.name}<br/>${ports}`);
  };
  const workload = ({ kind, metadata }: Workload) => {
    const title = `${kind} ${metadata.name}`;
    return node(title, label => `[${label}]`, title);
  };

  for (const { spec, metadata } of ofKind('Ingress')) {
    const annotations = Object.keys(metadata.annotations ?? {}).map(key => key.split('/')[1]);
    const signedIn = annotations.includes('auth-url') ? ', signed in' : '';
    for (const rule of spec.rules) {
      for (const { path, pathType, backend } of rule.http.paths) {
        const from = host(rule.host);
        const label = `${path}${pathType === 'Exact' ? ' exactly' : ''}${signedIn}`;
        const to = services.find(candidate => candidate.metadata.name === backend.service.name)!;
        edges.push(
          annotations.includes('permanent-redirect')
            ? `  ${from} -. "${label}: redirect" .-> ${from}`
            : `  ${from} -- "${label}" --> ${service(to)}`,
        );
      }
    }
  }
  for (const from of services) {
    for (const to of workloads.filter(candidate => selects(from, candidate))) {
      edges.push(`  ${service(from)} --> ${workload(to)}`);
    }
  }
  for (const from of workloads) {
    for (const text of mountedTexts(from, ofKind('ConfigMap'))) {
      for (const to of services.filter(({ metadata }) => text.includes(`${metadata.name}.${metadata.namespace}.svc`))) {
        edges.push(`  ${workload(from)} --> ${service(to)}`);
      }
      const issuer = /oidc_issuer_url = "https:\/\/([^/"]+)/.exec(text)?.[1];
      if (issuer) {
        edges.push(`  ${workload(from)} --> ${host(issuer, `Keycloak<br/>${issuer}`)}`);
      }
    }
    for (const { metadata, spec } of from.spec.volumeClaimTemplates ?? []) {
      const text = `${metadata.name}<br/>${spec.resources.requests.storage}`;
      edges.push(`  ${workload(from)} --> ${node(metadata.name, label => `[(${label})]`, text)}`);
    }
  }
  return ['flowchart LR', ...nodes.values(), ...edges].join('\n');
}

function selects(service: Service, workload: Workload): boolean {
  const labels = workload.spec.template.metadata.labels;
  return Object.entries(service.spec.selector).every(([key, value]) => labels[key] === value);
}

/** The texts of the ConfigMaps that a workload mounts. */
function mountedTexts(workload: Workload, configMaps: readonly ConfigMap[]): string[] {
  const names = (workload.spec.template.spec.volumes ?? []).map(({ configMap }) => configMap?.name);
  return configMaps.filter(({ metadata }) => names.includes(metadata.name)).flatMap(({ data }) => Object.values(data));
}

if (require.main === module) {
  const objects = render(buildApp(loadConfig('config.yaml'))).flatMap(file => file.objects);
  writeFileSync('README.md', withDiagram(readFileSync('README.md', 'utf8'), diagram(objects)));
}
