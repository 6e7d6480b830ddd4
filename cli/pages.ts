const REPOSITORY = 'https://github.com/thinkube/cdk8s-qdrant';

/** Where people report faults of this tool. */
export const ISSUES = `${REPOSITORY}/issues`;

/** The address of a page in `docs/`. The installed package does not have the pages. @param name Such as `hook`. */
export function docsPage(name: string): string {
  return `${REPOSITORY}/blob/main/docs/${name}.md`;
}
