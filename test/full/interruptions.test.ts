import { interruptAt, interruptNpmAt } from "../support/interrupted";
import { Interruptions } from "../support/interruptions";
import { describeWith } from "../support/requires";
import { SIGNALS, STAGES } from "../support/stages";

jest.setTimeout(120_000);

describeWith("every stage of every command", ["emulator"], () => {
  let bench: Interruptions;

  beforeAll(async () => {
    bench = new Interruptions();
    await bench.review();
  });

  afterAll(() => bench.end());

  const cases = STAGES.flatMap((stage) => SIGNALS.map((signal) => ({ ...stage, signal })));

  it.each(cases)("$command at $at: $signal", async ({ signal, ...stage }) => {
    expect(await interruptAt(bench, stage, signal)).toEqual([]);
  });

  it.each(cases)("npm run $command at $at: $signal to npm", async ({ signal, ...stage }) => {
    expect(await interruptNpmAt(bench, stage, signal)).toEqual([]);
  });
});
