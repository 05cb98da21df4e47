/** Everything a run has shown or could have shown, kept in memory so that it can be searched for secret values. */
export class Transcript {
  private readonly parts: { readonly source: string; readonly text: string }[] = [];

  /** Adds a piece of output, such as a line of progress or what Terraform printed. */
  add(source: string, text: string): void {
    if (text !== "") this.parts.push({ source, text });
  }

  /** All pieces of one source, or of all, in the order they came. */
  text(source?: string): string {
    const wanted = this.parts.filter((part) => source === undefined || part.source === source);
    return wanted.map((part) => part.text).join("");
  }

  /** The sources seen so far, sorted. */
  get sources(): string[] {
    return [...new Set(this.parts.map((part) => part.source))].sort();
  }
}
