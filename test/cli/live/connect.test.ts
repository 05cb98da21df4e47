import { connect } from "../../../cli/src/live/connect";
import { UserError } from "../../../cli/src/user-error";

/** What is said when no credentials are found, with this environment besides. */
async function refusal(env: NodeJS.ProcessEnv, profile?: string): Promise<UserError> {
  const before = process.env;
  const others = Object.entries(before).filter(([name]) => !name.startsWith("AWS_"));
  // Neither a file nor another machine is asked.
  const nowhere = { AWS_CONFIG_FILE: "/dev/null", AWS_SHARED_CREDENTIALS_FILE: "/dev/null" };
  const alone = { ...nowhere, AWS_EC2_METADATA_DISABLED: "true" };
  process.env = { ...Object.fromEntries(others), ...alone, ...env };
  try {
    await connect({ profile }, { region: "eu-central-1" });
    throw new Error("it connected");
  } catch (error) {
    if (error instanceof UserError) return error;
    throw error;
  } finally {
    process.env = before;
  }
}

it.each([
  [{ AWS_PROFILE: "nonsense" }, undefined, ', with the profile "nonsense" of AWS_PROFILE.'],
  [{ AWS_PROFILE: "nonsense" }, "other", ', with the profile "other" of --profile.'],
  [{}, undefined, "AWS could not be asked who you are."],
])("without credentials, %j and the profile %s, it says: %s", async (env, profile, said) => {
  const text = (await refusal(env, profile)).format();
  expect(text).toContain(said);
  expect(text.includes("aws configure list-profiles")).toBe("AWS_PROFILE" in env);
});
