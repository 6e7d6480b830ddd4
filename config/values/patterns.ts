/** One label of a DNS name. */
export const LABEL = '[a-z0-9](?:[-a-z0-9]{0,61}[a-z0-9])?';

/** A DNS name of any number of labels. */
export const HOST = `${LABEL}(?:\\.${LABEL})*`;

/** A colon and a port from 1 to 65535. */
export const PORT =
  ':(?:6553[0-5]|655[0-2][0-9]|65[0-4][0-9]{2}|6[0-4][0-9]{3}|[1-5][0-9]{4}|[1-9][0-9]{0,3})(?![0-9])';

/** The longest DNS name, and the longest name of most Kubernetes objects. */
export const LONGEST_NAME = 253;

/** The longest DNS label, and the longest name of a namespace. */
export const LONGEST_LABEL = 63;
