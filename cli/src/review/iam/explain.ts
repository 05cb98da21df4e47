import type { Clause } from "./clause";
import { covers } from "./cover";

/** A grant that something needs, and what needs it. */
export interface Need {
  readonly clause: Clause;
  /** For people. */
  readonly by: string;
}

/** Says what needs a grant: the same need may be many times there, for many containers. */
export class Explanations {
  private readonly byText = new Map<string, Need[]>();
  private readonly open: readonly Need[];

  public constructor(needs: readonly Need[]) {
    for (const need of needs) {
      for (const text of textsOf(need.clause)) {
        const list = this.byText.get(text);
        if (list) list.push(need);
        else this.byText.set(text, [need]);
      }
    }
    this.open = needs.filter(({ clause }) => textsOf(clause).some((text) => /[*?]/.test(text)));
  }

  /** What needs no less than this grant; nothing when nobody does. */
  public of(part: Clause): string | undefined {
    const fits = ({ clause }: Need): boolean => covers(clause, part);
    const near = textsOf(part).flatMap((text) => this.byText.get(text) ?? []);
    return (near.find(fits) ?? this.open.find(fits))?.by;
  }
}

/** What tells needs apart best: the secret that a key is used for, else what the grant is about. */
function textsOf({ tests, resources }: Clause): readonly string[] {
  const context = tests.find(({ key }) => key.startsWith("kms:encryptioncontext:"));
  return [...(context?.values ?? resources?.values ?? [])];
}
