/** When the value that a new task would read was last written, as far as its store tells without showing the value. */
export type SecretChange =
  /** It cannot change: the reference pins a version. */
  | { readonly kind: "pinned" }
  | {
      readonly kind: "written";
      /** It surely was written at this time. */
      readonly surely: Date;
      /** After this it surely was not; the same as `surely` where the store is exact. */
      readonly possibly: Date;
      /** Why the two differ. */
      readonly remark?: string;
    }
  /** Its store does not tell, or not to this caller. */
  | { readonly kind: "unknown"; readonly reason: string };
