/** One departure: the same calls give one thing from the emulator, and what AWS gives through the proxy. */
export interface Departure {
  observe(endpoint: string, name: string): Promise<unknown>;
  readonly emulator: unknown;
  readonly aws: unknown;
}
