/** What the roles of an application can do, against what their containers reference. */
export interface Findings {
  decisions: number;
  /** Pairs of a role and something that can be read. */
  pairs: number;
  /** Pairs that are referenced. */
  referenced: number;
  /** Referenced pairs whose secret is the copy in another Region. */
  copies: number;
  /** Referenced pairs whose secret or object is restricted, so that the role has to be admitted. */
  admitted: number;
  /** Pairs of a role that may read everything, and what is restricted to others. */
  refused: number;
  /** Calls of EFS that containers need for what they mount. */
  mounts: number;
  /** Pairs of a role and a repository that it pulls images from, and those that it may fill from another registry. */
  pulls: number;
  fills: number;
  /** Pairs of a schedule's role and a family that it runs, or a role that it passes. */
  runs: number;
  /** Calls by which ECS gets and keeps the certificates of services. */
  certificates: number;
  readonly readableNotReferenced: string[];
  readonly referencedNotReadable: string[];
  /** Half of a grant, another action, or a decryption, that no reference needs. */
  readonly needless: string[];
}

export function noFindings(): Findings {
  const counts = {
    decisions: 0,
    pairs: 0,
    referenced: 0,
    copies: 0,
    admitted: 0,
    refused: 0,
    mounts: 0,
    pulls: 0,
    fills: 0,
    runs: 0,
    certificates: 0,
  };
  return { ...counts, readableNotReferenced: [], referencedNotReadable: [], needless: [] };
}
