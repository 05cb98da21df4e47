import { setTimeout as sleep } from "node:timers/promises";
import { AwsClients } from "../../cli/src/aws";
import {
  examinationAsJson,
  examine,
  formatExamination,
  verdictOf,
  type Examination,
} from "../../cli/src/doctor";
import { startLocalAws, type LocalAws } from "../../cli/src/local-aws";
import { TARGET } from "../support/local-scenario";
import { describeWith } from "../support/requires";
import { CANARY, DoctorBaseline } from "./doctor-baseline";
import { FAULTS } from "./doctor-faults";

jest.setTimeout(300_000);

describeWith("doctor", ["emulator"], () => {
  let aws: LocalAws;
  let clients: AwsClients;
  const names = Object.keys(FAULTS);

  beforeAll(async () => {
    aws = await startLocalAws({
      accountId: TARGET.account,
      region: TARGET.region,
      env: { ...process.env, AWS_ENDPOINT_URL: "" },
    });
    clients = new AwsClients(aws.clientConfig);
    const healthy = await DoctorBaseline.create(clients, "healthy");
    const ill: DoctorBaseline[] = [];
    for (const [index, fault] of Object.values(FAULTS).entries()) {
      ill.push(await DoctorBaseline.create(clients, `fault-${index}`, fault));
    }
    // A task that starts in the second in which a secret was written may have read the old value.
    await sleep(1_500);
    for (const baseline of [healthy, ...ill]) await baseline.start();
  }, 300_000);

  afterAll(async () => {
    clients.destroy();
    await aws.stop();
  }, 300_000);

  it.each([[true], [false]])(
    "finds nothing wrong with a healthy service, values read: %s",
    async (readValues) => {
      const examination = await look("healthy", readValues);
      expect(examination.findings).toEqual([]);
      expect(examination.diagnoses).toEqual([expect.objectContaining({ references: 8 })]);
      expect(verdictOf(examination)).toBe("fine");
      expect(shown(examination)).not.toContain(CANARY);
    },
  );

  it.each(names)("finds, and names nothing but: %s", async (name) => {
    // GIVEN
    const { found, at, inValue = false } = FAULTS[name] ?? { found: [] };
    const cluster = `fault-${names.indexOf(name)}`;

    // WHEN
    const examination = await look(cluster, true);
    const withoutValues = inValue ? await look(cluster, false) : undefined;

    // THEN
    const { findings } = examination;
    expect([...new Set(findings.map(({ check }) => check))]).toEqual(found);
    expect([...new Set(findings.map(({ state }) => state))]).toEqual(["problem"]);
    const places = findings.flatMap(({ container, target }) =>
      container === undefined ? [] : [`${container} ${target ?? ""}`],
    );
    expect(places.sort()).toEqual([...(at ?? [])].sort());
    expect(verdictOf(examination)).toBe("problems");
    expect(withoutValues?.findings ?? []).toEqual([]);
    expect(shown(examination)).not.toContain(CANARY);
  });

  function look(cluster: string, readValues: boolean): Promise<Examination> {
    return examine(clients, { targets: [{ cluster }] }, { readValues });
  }

  /** All that a person or a script gets to see. */
  function shown(examination: Examination): string {
    return `${formatExamination(examination)}\n${examinationAsJson(examination)}`;
  }
});
